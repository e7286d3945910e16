//! PNG and JPEG files.

use jpeg_encoder::{ImageBuffer, JpegColorType};
use png::{BitDepth, ColorType, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{MOST_VALUES, Picture};

/// The longest side of a picture that is read.
const LONGEST: usize = 20_000;

/// The format's name and the picture of a file's bytes. Palettes become colours, and 16 bits become 8.
pub fn decode(bytes: &[u8]) -> Result<(&'static str, Picture<u8>), String> {
    if bytes.starts_with(b"\x89PNG") {
        return decode_png(bytes).map(|picture| ("PNG", picture));
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        return decode_jpeg(bytes).map(|picture| ("JPEG", picture));
    }
    Err("PNG and JPEG files can be read".into())
}

fn fits(width: usize, height: usize, channels: usize) -> Result<(), String> {
    let values = width.saturating_mul(height).saturating_mul(channels);
    if width == 0 || height == 0 || width > LONGEST || height > LONGEST || values > MOST_VALUES {
        return Err(format!("the picture has {width} x {height} pixels, which is too large"));
    }
    Ok(())
}

fn decode_png(bytes: &[u8]) -> Result<Picture<u8>, String> {
    let failed = |error: png::DecodingError| format!("the PNG file cannot be read: {error}");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(failed)?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    fits(width, height, 4)?;
    let size = reader.output_buffer_size().ok_or("the PNG file is too large")?;
    let mut values = vec![0; size];
    let frame = reader.next_frame(&mut values).map_err(failed)?;
    values.truncate(frame.buffer_size());
    let channels = frame.color_type.samples();
    Ok(Picture { width, height, channels, values })
}

fn decode_jpeg(bytes: &[u8]) -> Result<Picture<u8>, String> {
    let failed = |error: zune_jpeg::errors::DecodeErrors| format!("the JPEG file cannot be read: {error}");
    let options = DecoderOptions::default().set_max_width(LONGEST).set_max_height(LONGEST);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(failed)?;
    let (width, height) = decoder.dimensions().ok_or("the JPEG file has no size")?;
    let channels = if decoder.input_colorspace() == Some(ColorSpace::Luma) { 1 } else { 3 };
    fits(width, height, channels)?;
    let colours = if channels == 1 { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let values = decoder.decode().map_err(failed)?;
    Ok(Picture { width, height, channels, values })
}

/// The bytes of a file.
pub fn encode(picture: &Picture<u8>, format: &str, quality: u8) -> Result<Vec<u8>, String> {
    match format {
        "PNG" => encode_png(picture),
        "JPEG" => encode_jpeg(picture, quality),
        other => Err(format!("\"{other}\" files cannot be written; PNG and JPEG can")),
    }
}

fn encode_png(picture: &Picture<u8>) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let (width, height) = sides(picture)?;
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(match picture.channels {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        4 => ColorType::Rgba,
        count => return Err(format!("a pixel has {count} values; a PNG file has 1 to 4")),
    });
    encoder.set_depth(BitDepth::Eight);
    let failed = |error: png::EncodingError| format!("the PNG file cannot be written: {error}");
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&picture.values).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// A picture as the JPEG encoder reads it. The encoder's own function for bytes would bring its code for nine kinds of
/// pixels.
struct JpegSource<'p> {
    picture: &'p Picture<u8>,
    width: u16,
    height: u16,
}

impl ImageBuffer for JpegSource<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.picture.channels == 1 { JpegColorType::Luma } else { JpegColorType::Ycbcr }
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let Picture { values, width, channels, .. } = self.picture;
        let row = &values[usize::from(y) * width * channels..][..width * channels];
        for pixel in row.chunks_exact(*channels) {
            match *pixel {
                [red, green, blue] => {
                    let (light, blueness, redness) = jpeg_encoder::rgb_to_ycbcr(red, green, blue);
                    buffers[0].push(light);
                    buffers[1].push(blueness);
                    buffers[2].push(redness);
                }
                _ => buffers[0].extend(pixel),
            }
        }
    }
}

fn encode_jpeg(picture: &Picture<u8>, quality: u8) -> Result<Vec<u8>, String> {
    if !matches!(picture.channels, 1 | 3) {
        return Err(format!("a pixel has {} values; a JPEG file has 1 or 3", picture.channels));
    }
    let (width, height) = sides(picture)?;
    let side =
        |size: u32| u16::try_from(size).map_err(|_| "a JPEG file has at most 65535 pixels a side".to_owned());
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, quality);
    // Colours in half the resolution, as Pillow does.
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    let done = encoder.encode_image(JpegSource { picture, width: side(width)?, height: side(height)? });
    done.map_err(|error| format!("the JPEG file cannot be written: {error}"))?;
    Ok(bytes)
}

fn sides(picture: &Picture<u8>) -> Result<(u32, u32), String> {
    match (u32::try_from(picture.width), u32::try_from(picture.height)) {
        (Ok(width), Ok(height)) => Ok((width, height)),
        _ => Err("the picture is too large".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(channels: usize) -> Picture<u8> {
        let values = (0..16 * 8 * channels).map(|at| (at * 7 % 256) as u8).collect();
        Picture { width: 16, height: 8, channels, values }
    }

    #[test]
    fn png_files_give_back_their_pixels() {
        for channels in 1..=4 {
            let picture = picture(channels);
            let bytes = encode(&picture, "PNG", 75).unwrap();
            assert_eq!(decode(&bytes), Ok(("PNG", picture)));
        }
    }

    #[test]
    fn jpeg_files_give_nearly_their_pixels() {
        let values = (0..64 * 64 * 3).map(|at| (at / 192 * 2 + at / 3 % 64) as u8).collect();
        let picture = Picture { width: 64, height: 64, channels: 3, values };
        let bytes = encode(&picture, "JPEG", 95).unwrap();
        let (format, read) = decode(&bytes).unwrap();
        assert_eq!((format, read.width, read.height, read.channels), ("JPEG", 64, 64, 3));
        let worst = read.values.iter().zip(&picture.values).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst < Some(16), "{worst:?}");
    }

    #[test]
    fn damaged_files_are_refused() {
        let whole = encode(&picture(3), "PNG", 75).unwrap();
        let jpeg = encode(&picture(3), "JPEG", 75).unwrap();
        for bytes in [&[][..], b"GIF89a", &whole[..40], &whole[..whole.len() / 2], &jpeg[..20]] {
            assert!(decode(bytes).is_err());
        }
        // A header that claims 4 billion pixels a side.
        let mut huge = whole.clone();
        huge[16..24].fill(0x7f);
        assert!(decode(&huge).is_err());
    }
}
