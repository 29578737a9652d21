//! A database file as a crash leaves it: the file and its write-ahead log, copied while the owner is still at work.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// SQLite's pages, as both databases have them.
const PAGE_BYTES: usize = 4_096;

/// Files named after a generation, so that an owner that was "killed" can't touch its successor's.
pub struct Disk {
    folder: PathBuf,
    name: &'static str,
    generation: u32,
    /// What a power cut leaves at least: the files as they were when they were last forced to the disk.
    forced: Option<Image>,
}

/// The bytes of the file and of its log.
#[derive(Clone)]
pub struct Image {
    file: Vec<u8>,
    log: Vec<u8>,
}

impl Disk {
    /// No file yet.
    pub fn new(folder: &Path, name: &'static str) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), name, generation: 0, forced: None })
    }

    /// Where the file is now.
    pub fn path(&self) -> PathBuf {
        self.folder.join(format!("{}-{}.db", self.name, self.generation))
    }

    /// The files as they are now. The log is read last: what a checkpoint moves meanwhile is still in it.
    pub fn image(&self) -> io::Result<Image> {
        Ok(Image { file: read(&self.path())?, log: read(&log_of(&self.path()))? })
    }

    /// Everything written so far was forced to the disk.
    pub fn force(&mut self) -> io::Result<()> {
        self.forced = Some(self.image()?);
        Ok(())
    }

    /// The process was killed: what it had written is there.
    pub fn kill(&mut self) -> io::Result<()> {
        let image = self.image()?;
        self.replace(&image)
    }

    /// The power failed: only what was forced to the disk is there.
    pub fn cut_power(&mut self) -> io::Result<()> {
        match self.forced.clone() {
            Some(image) => self.replace(&image),
            None => self.kill(),
        }
    }

    /// What was kept of an earlier time takes the place of what is there.
    pub fn restore(&mut self, image: &Image) -> io::Result<()> {
        self.replace(image)
    }

    /// How many pages the file has, with all that is still in the log.
    pub fn pages(&self) -> io::Result<u32> {
        let image = self.image()?;
        Ok(u32::try_from((image.file.len() + image.log.len()).div_ceil(PAGE_BYTES)).unwrap_or(u32::MAX))
    }

    fn replace(&mut self, image: &Image) -> io::Result<()> {
        let old = self.path();
        self.generation += 1;
        fs::write(self.path(), &image.file)?;
        fs::write(log_of(&self.path()), &image.log)?;
        for gone in [old.clone(), log_of(&old), with(&old, "-shm")] {
            match fs::remove_file(gone) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn log_of(path: &Path) -> PathBuf {
    with(path, "-wal")
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
