"""Rust suites: tests beside a crate or inside one file, with canaries, built by rustc alone."""
