import pytest

from solution import LRUCache


def filled(capacity, keys):
    cache = LRUCache(capacity)
    for key in keys:
        cache.put(key, key.upper())
    return cache


def test_returns_what_was_stored():
    assert filled(2, "ab").get("a") == "A"


def test_returns_the_default_for_an_absent_key():
    cache = filled(2, "a")
    assert cache.get("z") is None
    assert cache.get("z", "none") == "none"


def test_drops_the_oldest_entry_when_full():
    cache = filled(2, "abc")
    assert "a" not in cache
    assert cache.get("b") == "B"
    assert cache.get("c") == "C"


def test_reading_counts_as_a_use():
    cache = filled(2, "ab")
    cache.get("a")
    cache.put("c", "C")
    assert "a" in cache
    assert "b" not in cache


def test_overwriting_counts_as_a_use_and_adds_no_entry():
    cache = filled(2, "ab")
    cache.put("a", "new")
    assert len(cache) == 2
    cache.put("c", "C")
    assert cache.get("a") == "new"
    assert "b" not in cache


def test_looking_for_a_key_does_not_count_as_a_use():
    cache = filled(2, "ab")
    assert "a" in cache
    cache.put("c", "C")
    assert "a" not in cache


def test_keeps_empty_values():
    cache = LRUCache(2)
    cache.put("none", None)
    cache.put("zero", 0)
    assert cache.get("none", "default") is None
    assert cache.get("zero", "default") == 0


def test_a_cache_of_one_entry_works():
    cache = filled(1, "ab")
    assert len(cache) == 1
    assert cache.get("b") == "B"


@pytest.mark.parametrize("capacity", [0, -3])
def test_refuses_a_capacity_below_one(capacity):
    with pytest.raises(ValueError):
        LRUCache(capacity)
