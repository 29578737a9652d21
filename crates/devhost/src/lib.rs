//! The desktop's use cases over loopback HTTP
