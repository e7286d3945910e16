//! What Pillow reads and Pupil's PIL does not.

use crate::common;

/// What is not there, and a part of the error that says so.
const REFUSED: &[(&str, &str, &str)] = &[
    ("Image.open(io.BytesIO(b'GIF89a' + bytes(20)))", "UnidentifiedImageError", "GIF files"),
    ("Image.open(io.BytesIO(b'RIFF    WEBPVP8 '))", "UnidentifiedImageError", "save it as PNG or JPEG"),
    ("Image.new('RGB', (2, 2)).save('x.gif')", "ValueError", ".png, .jpg and .jpeg"),
    ("from PIL import ImageDraw", "NotImplementedError", "no ImageDraw"),
];

#[test]
fn what_is_not_there_is_refused_plainly() {
    common::with_stack(|| common::refused("import io\nfrom PIL import Image, ImageOps", REFUSED));
}
