//! Uses of crates that are not here: no compiler reads this, only rules do.
use md5;
use reqwest::blocking::Client;
use rusqlite::Connection;

pub fn fingerprint(data: &[u8]) -> String {
    format!("{:x}", md5::compute(data)) // fault: md5 CWE-327
}

pub fn client() -> Client {
    Client::builder()
        .danger_accept_invalid_certs(true) // fault: tls CWE-295
        .build()
        .expect("a client")
}

pub fn find_user(db: &Connection, name: &str) -> rusqlite::Result<usize> {
    db.execute(&format!("DELETE FROM users WHERE name = '{}'", name), []) // fault: sql CWE-89
}
