//! A service that takes its callers at their word.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const PASSWORD: &str = "correct-horse-battery"; // fault: password CWE-798

static mut COUNT: u32 = 0; // fault: shared-static CWE-362

pub fn count_lines(name: &str) -> std::io::Result<std::process::ExitStatus> {
    Command::new("sh").arg("-c").arg(format!("wc -l {}", name)).status() // fault: shell CWE-78
}

pub fn read_upload(name: &str) -> std::io::Result<String> {
    fs::read_to_string(Path::new("/srv/uploads").join(name)) // fault: path-traversal CWE-22
}

pub fn open_to_all(path: &Path) -> std::io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o777)) // fault: open-to-all CWE-732
}

pub fn bits(value: f32) -> u32 {
    unsafe { std::mem::transmute(value) } // fault: transmute CWE-843
}

pub fn empty() -> [u8; 16] {
    unsafe { std::mem::zeroed() } // fault: not-initialised CWE-908
}

pub fn at(list: &[u8], place: usize) -> u8 {
    unsafe { *list.get_unchecked(place) } // fault: unchecked CWE-125
}

pub fn count() -> u32 {
    unsafe { // fault: unsafe CWE-119
        COUNT += 1;
        COUNT
    }
}

pub fn parse(text: &str) -> i64 {
    text.trim().parse::<i64>().unwrap() // fault: panic-on-input CWE-248
}

pub fn log_in() -> &'static str {
    PASSWORD
}
