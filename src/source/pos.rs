//! A source position: (file, byte offset).

/// Names a file of this process's file table. Only equality is meaningful.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct FileId(pub u32);

/// A byte offset in a file. `Pos::NONE` is "no position" (gc prints such a message without a prefix).
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pos {
    pub file: FileId,
    pub offset: u32,
}

impl Pos {
    pub const NONE: Pos = Pos { file: FileId(u32::MAX), offset: 0 };

    pub fn new(file: FileId, offset: u32) -> Pos {
        Pos { file, offset }
    }

    pub fn is_known(self) -> bool {
        self.file != FileId(u32::MAX)
    }

    /// The same file at another offset.
    pub fn at(self, offset: u32) -> Pos {
        Pos { file: self.file, offset }
    }
}
