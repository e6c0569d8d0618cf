//! The same service, with callers held to a form.
use std::fs;
use std::io;
use std::num::ParseIntError;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

pub fn count_lines(name: &str) -> io::Result<ExitStatus> {
    Command::new("wc").args(["-l", "--", name]).status()
}

pub fn list_folder() -> io::Result<ExitStatus> {
    Command::new("sh").arg("-c").arg("ls | wc -l").status()
}

pub fn read_upload(name: &str) -> io::Result<String> {
    if Path::new(name).components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    fs::read_to_string(Path::new("/srv/uploads").join(name))
}

pub fn close_to_all(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o640))
}

pub fn bits(value: f32) -> u32 {
    value.to_bits()
}

pub fn at(list: &[u8], place: usize) -> Option<u8> {
    list.get(place).copied()
}

pub fn count() -> u32 {
    COUNT.fetch_add(1, Ordering::Relaxed) + 1
}

pub fn parse(text: &str) -> Result<i64, ParseIntError> {
    text.trim().parse()
}
