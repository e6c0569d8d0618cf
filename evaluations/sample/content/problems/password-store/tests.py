import unittest

from solution import hash_password, verify_password


class PasswordTest(unittest.TestCase):
    def test_accepts_the_right_password(self):
        self.assertIs(verify_password("correct horse", hash_password("correct horse")), True)

    def test_refuses_another_password(self):
        stored = hash_password("correct horse")
        self.assertIs(verify_password("Correct horse", stored), False)
        self.assertIs(verify_password("", stored), False)

    def test_salts_every_hash(self):
        self.assertNotEqual(hash_password("same"), hash_password("same"))

    def test_returns_text_without_the_password(self):
        stored = hash_password("plainly-visible")
        self.assertIsInstance(stored, str)
        self.assertNotIn("plainly-visible", stored)

    def test_takes_any_unicode_text(self):
        self.assertIs(verify_password("pässwörd ✓", hash_password("pässwörd ✓")), True)

    def test_refuses_to_store_an_empty_password(self):
        with self.assertRaises(ValueError):
            hash_password("")

    def test_a_damaged_hash_is_false(self):
        for damaged in ("", "x", "a$b$c", "$$$", "a$b$c$d", hash_password("x")[:-1]):
            with self.subTest(damaged=damaged):
                self.assertIs(verify_password("x", damaged), False)
