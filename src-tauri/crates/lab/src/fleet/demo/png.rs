//! A small real picture, made without a library: one more file that is not text.

/// Pixels on each side.
const SIZE: u8 = 48;

/// A square PNG in true colour, tinted by `seed`.
pub(super) fn picture(seed: u8) -> Vec<u8> {
    let side = u32::from(SIZE).to_be_bytes();
    let mut header = [side, side].concat();
    // Eight bits a channel, RGB, deflate, no filter choice, no interlacing.
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &zlib(&pixels(seed)));
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn pixels(seed: u8) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIZE {
        rows.push(0); // each row names its filter: none
        for x in 0..SIZE {
            rows.extend([x.wrapping_mul(5), y.wrapping_mul(5), seed.wrapping_mul(37)]);
        }
    }
    rows
}

/// `raw` as one stored (uncompressed) zlib block; it must be shorter than 64 KiB.
fn zlib(raw: &[u8]) -> Vec<u8> {
    let length = u16::try_from(raw.len()).unwrap_or(u16::MAX);
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(raw);
    stream.extend(adler32(raw).to_be_bytes());
    stream
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    png.extend(length.to_be_bytes());
    let checked = [&kind, body].concat();
    png.extend(&checked);
    png.extend(crc32(&checked).to_be_bytes());
}

/// RFC 1950 §8.
fn adler32(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in bytes {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    high << 16 | low
}

/// The CRC of PNG and zip, bit by bit: the pictures are small.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc >>= 1;
            if carry == 1 {
                crc ^= 0xEDB8_8320;
            }
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_the_standard_ones() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn a_picture_begins_and_ends_as_a_png_does() {
        let png = picture(3);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert!(png.ends_with(b"IEND\xae\x42\x60\x82"));
    }
}
