//! What the compiler lets through.
#![allow(clippy::all)]

pub fn has_none(list: &[u8]) -> bool {
    list.len() == 0
}

#[allow(clippy::needless_range_loop)]
pub fn total(list: &[u64]) -> u64 {
    let mut sum = 0;
    for i in 0..list.len() { // fault: index clippy::needless_range_loop
        sum += list[i];
    }
    return sum;
}

pub fn is_same(a: f64) -> bool {
    a == a // fault: itself clippy::eq_op
}

pub fn half(n: u32) -> u32 {
    let unused = n; // fault: unused unused_variables
    n / 2
}
