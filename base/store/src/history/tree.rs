//! The Merkle tree of a seal.

use sha2::{Digest, Sha256};

use crate::hex;

// A leaf and an inner node hash differently, so neither can pass for the other.
pub(super) fn leaf_of(kind: &str, id: i64, seq: i64, hash: &str) -> [u8; 32] {
    Sha256::digest(format!("leaf|{kind}|{id}|{seq}|{hash}")).into()
}

pub(super) fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"node|");
    hasher.update(left);
    hasher.update(right);
    hasher.finalize().into()
}

fn level_above(level: &[[u8; 32]]) -> Vec<[u8; 32]> {
    level
        .chunks(2)
        .map(|pair| match pair {
            [left, right] => node(left, right),
            // A lone last node rises as it is.
            [lone] => *lone,
            _ => [0; 32],
        })
        .collect()
}

pub(super) fn root_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level_above(&level);
    }
    level.first().copied().unwrap_or([0; 32])
}

pub(super) fn path_to(leaves: &[[u8; 32]], mut position: usize) -> Vec<(bool, String)> {
    let mut path = Vec::new();
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        let neighbour = position ^ 1;
        if let Some(hash) = level.get(neighbour) {
            path.push((neighbour < position, hex(hash)));
        }
        level = level_above(&level);
        position /= 2;
    }
    path
}
