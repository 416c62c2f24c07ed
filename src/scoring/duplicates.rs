//! Keys that come again: takes keys, says which were there before.
//!
//! Keeps 128 bits of each key, not the key: some 40 bytes of memory for each contact, however long its key is. Among a
//! billion keys the chance that any two are taken for one is below one in 10^20.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

/// What becomes of a record whose key was there before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDuplicate {
    /// It is scored like every other, and counted.
    #[default]
    Keep,
    /// It is rejected.
    Reject,
}

/// Two hashes of 64 bits with keys of their own, so that nobody can make keys that collide.
#[derive(Clone, Debug, Default)]
pub(super) struct Hashes(RandomState, RandomState);

impl Hashes {
    /// 128 bits that stand for a key.
    pub(super) fn of(&self, key: &str) -> u128 {
        u128::from(self.0.hash_one(key)) << 64 | u128::from(self.1.hash_one(key))
    }
}

/// The keys that were seen.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<u128, BuildHasherDefault<Hashed>>);

/// Half of what is a hash already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        // Nothing but `u128` is hashed; other bytes are mixed in all the same.
        self.0 = bytes.iter().fold(self.0, |mixed, byte| mixed.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u128(&mut self, hash: u128) {
        self.0 = (hash >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Seen {
    /// Whether the key is new; it is remembered.
    pub(super) fn is_new(&mut self, hash: u128) -> bool {
        self.0.insert(hash)
    }
}
