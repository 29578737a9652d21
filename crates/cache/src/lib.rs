//! The desktop's encrypted local database
