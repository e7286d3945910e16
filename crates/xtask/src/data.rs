//! MNIST for the page: four files in `data/mnist`, which a build copies beside the page.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use md5::{Digest, Md5};

use crate::folders::root;
use crate::process::command;

/// Name and MD5 of the original files.
const FILES: [(&str, &str); 4] = [
    ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
    ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
    ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
    ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
];

const MIRRORS: [&str; 2] =
    ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"];

fn folder() -> Result<PathBuf> {
    let folder = root().join("data/mnist");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// True when a file exists with this MD5.
fn intact(path: &Path, md5: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| {
        Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>() == md5
    })
}

/// Copies the files from a folder.
pub fn take(from: &Path) -> Result<()> {
    let folder = folder()?;
    for (name, md5) in FILES {
        let source = from.join(name);
        fs::copy(&source, folder.join(name)).with_context(|| format!("cannot copy {}", source.display()))?;
        if !intact(&folder.join(name), md5) {
            bail!("{} is not MNIST's file: expected MD5 {md5}", source.display());
        }
    }
    done(&folder);
    Ok(())
}

/// Downloads the files from the first mirror that has them.
pub fn download() -> Result<()> {
    let folder = folder()?;
    for (name, md5) in FILES {
        let path = folder.join(name);
        if intact(&path, md5) {
            continue;
        }
        let target = path.to_string_lossy().into_owned();
        let got = MIRRORS.iter().any(|mirror| {
            let url = format!("{mirror}{name}");
            println!("{url}");
            let curl = command(
                "curl",
                &["--fail", "--location", "--silent", "--show-error", "--output", &target, &url],
            );
            curl.and_then(|curl| curl.run()).is_ok() && intact(&path, md5)
        });
        if !got {
            bail!(
                "no mirror gave {name} with MD5 {md5}; download it by hand and run `cargo xtask data --from DIR`"
            );
        }
    }
    done(&folder);
    Ok(())
}

fn done(folder: &Path) {
    println!("{} is ready; the next build serves it at data/mnist/", folder.display());
}
