//! A believable call centre made from a seed
