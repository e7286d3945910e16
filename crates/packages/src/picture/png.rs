//! PNG files and base64.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// The checksum of PNG's chunks (CRC-32), bit by bit: a table would be larger than what it saves.
fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = !0u32;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) -> Option<()> {
    file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = checksum(&file[start..]);
    file.extend(sum.to_be_bytes());
    Some(())
}

/// The PNG file of pixels with 3 or 4 channels; nothing if PNG cannot have this size.
pub fn encode(pixels: &[u8], width: usize, height: usize, channels: usize) -> Option<Vec<u8>> {
    let row = width.checked_mul(channels)?;
    if row == 0 || height == 0 || pixels.len() != row.checked_mul(height)? {
        return None;
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::new();
    header.extend(u32::try_from(width).ok()?.to_be_bytes());
    header.extend(u32::try_from(height).ok()?.to_be_bytes());
    // 8 bits a channel; colour type 2 is RGB, 6 has an alpha channel too.
    header.extend([8, if channels == 4 { 6 } else { 2 }, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &header)?;
    // The filter 0 before each row leaves the row as it is.
    let mut rows = Vec::with_capacity(pixels.len() + height);
    for row in pixels.chunks_exact(row) {
        rows.push(0);
        rows.extend(row);
    }
    chunk(&mut file, b"IDAT", &compress_to_vec_zlib(&rows, 6))?;
    chunk(&mut file, b"IEND", &[])?;
    Some(file)
}

/// Bytes as base64.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) as usize & 63;
            text.push(if place <= group.len() { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base64, checksum, encode};

    #[test]
    fn base64_is_as_in_its_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn the_end_of_a_file_is_the_usual_one() {
        assert_eq!(checksum(b"IEND"), 0xae42_6082);
        let file = encode(&[1, 2, 3, 4, 5, 6], 1, 2, 3).unwrap();
        assert_eq!(&file[16..24], &[0, 0, 0, 1, 0, 0, 0, 2]);
        assert!(encode(&[1, 2, 3], 0, 2, 3).is_none());
    }
}
