//! What the compiler lets through, done well.

pub fn is_empty(list: &[u8]) -> bool {
    list.is_empty()
}

pub fn total(list: &[u64]) -> u64 {
    list.iter().sum()
}

pub fn half(n: u32) -> u32 {
    n / 2
}
