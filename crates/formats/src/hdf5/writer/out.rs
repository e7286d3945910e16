//! The file while it is written.

use alloc::vec;
use alloc::vec::Vec;

/// The smallest global heap.
const HEAP_SIZE: usize = 4096;
/// The size of a global heap's header, and of the header of an object in it.
const HEAP_HEADER: usize = 16;

/// The bytes written so far, and the global heap that has room for further texts.
#[derive(Debug, Default)]
pub struct Out {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The global heap's place, its end, the end of its objects, and their number.
    heap: usize,
    heap_end: usize,
    heap_used: usize,
    heap_count: u16,
}

impl Out {
    /// Appends a block of `size` bytes that begins with `bytes`, and returns its address. Addresses are multiples of 8.
    pub fn block(&mut self, bytes: &[u8], size: usize) -> u64 {
        let address = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize((address + size.max(bytes.len())).next_multiple_of(8), 0);
        address as u64
    }

    /// Replaces the bytes at `address`.
    pub fn replace(&mut self, address: usize, bytes: &[u8]) {
        if let Some(place) = self.bytes.get_mut(address..address + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    /// Puts a text into a global heap and returns the reference to it: its length, the heap's address, and its index
    /// there (sections III.E and VIII.B).
    pub fn text(&mut self, text: &str) -> Vec<u8> {
        let needed = HEAP_HEADER + text.len().next_multiple_of(8);
        if self.heap_used + needed > self.heap_end || self.heap_count == u16::MAX {
            let size = HEAP_SIZE.max(HEAP_HEADER + needed);
            let header = pack(b"GCOL\x01\0\0\0", &[(size as u64, 8)]);
            self.heap = self.block(&header, size) as usize;
            self.heap_end = self.heap + size;
            self.heap_used = self.heap + HEAP_HEADER;
            self.heap_count = 0;
        }
        self.heap_count += 1;
        let object = pack(&[], &[(self.heap_count.into(), 8), (text.len() as u64, 8)]);
        self.replace(self.heap_used, &object);
        self.replace(self.heap_used + HEAP_HEADER, text.as_bytes());
        self.heap_used += needed;
        // Object 0 is the free space. Its size includes its header.
        let free = self.heap_end - self.heap_used;
        if free >= HEAP_HEADER {
            self.replace(self.heap_used, &pack(&[0; 8], &[(free as u64, 8)]));
        }
        pack(&[], &[(text.len() as u64, 4), (self.heap as u64, 8), (self.heap_count.into(), 4)])
    }
}

/// Little-endian numbers, each with its size in bytes, after `first`.
pub fn pack(first: &[u8], numbers: &[(u64, usize)]) -> Vec<u8> {
    let mut bytes = first.to_vec();
    for &(number, size) in numbers {
        bytes.extend(number.to_le_bytes().iter().take(size));
    }
    bytes
}

/// The bytes, with zeros up to a multiple of 8.
pub fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut padded = vec![0; bytes.len().next_multiple_of(8)];
    padded.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    padded
}
