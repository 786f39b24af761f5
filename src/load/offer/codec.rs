//! Bytes of an offer: varints, a string table, and one trait for both directions.
//!
//! A value is written by [`Code::put`] and read by [`Code::get`]; the two are generated from one list of fields
//! ([`codec_enum!`], [`codec_struct!`]) so that they cannot drift apart. Reading never panics: damaged bytes give [`Damaged`].

use crate::objects::{Reader, Writer};
use escape_source::Symbol;
use std::sync::Arc;
use thin_vec::ThinVec;

/// The bytes are not an offer of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged;

pub type Res<T> = Result<T, Damaged>;

/// A value with a place in an offer.
pub trait Code: Sized {
    fn put(&self, w: &mut Writer<'_>);
    fn get(r: &mut Reader<'_>) -> Res<Self>;
}

/// An output buffer.
#[derive(Default)]
pub struct Out(pub Vec<u8>);

impl Out {
    pub fn byte(&mut self, b: u8) {
        self.0.push(b);
    }
    /// LEB128.
    pub fn uint(&mut self, mut v: u64) {
        while v >= 0x80 {
            self.0.push(v as u8 | 0x80);
            v >>= 7;
        }
        self.0.push(v as u8);
    }
    pub fn bytes(&mut self, b: &[u8]) {
        self.uint(b.len() as u64);
        self.0.extend_from_slice(b);
    }
}

/// A cursor over bytes.
#[derive(Clone)]
pub struct In<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> In<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> In<'a> {
        In { bytes, at }
    }
    pub fn byte(&mut self) -> Res<u8> {
        let b = *self.bytes.get(self.at).ok_or(Damaged)?;
        self.at += 1;
        Ok(b)
    }
    pub fn uint(&mut self) -> Res<u64> {
        let mut v = 0u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            v |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return Ok(v);
            }
        }
        Err(Damaged)
    }
    pub fn bytes(&mut self) -> Res<&'a [u8]> {
        let n = usize::try_from(self.uint()?).map_err(|_| Damaged)?;
        let end = self.at.checked_add(n).ok_or(Damaged)?;
        let b = self.bytes.get(self.at..end).ok_or(Damaged)?;
        self.at = end;
        Ok(b)
    }
}

impl Code for u8 {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.byte(*self);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        r.cursor.byte()
    }
}

impl Code for i32 {
    fn put(&self, w: &mut Writer<'_>) {
        i64::from(*self).put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        i32::try_from(i64::get(r)?).map_err(|_| Damaged)
    }
}

impl Code for u32 {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.uint(u64::from(*self));
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        u32::try_from(r.cursor.uint()?).map_err(|_| Damaged)
    }
}

impl Code for usize {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.uint(*self as u64);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        usize::try_from(r.cursor.uint()?).map_err(|_| Damaged)
    }
}

impl Code for i64 {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.uint(((self << 1) ^ (self >> 63)) as u64);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let v = r.cursor.uint()?;
        Ok((v >> 1) as i64 ^ -((v & 1) as i64))
    }
}

impl Code for bool {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.byte(u8::from(*self));
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        match r.cursor.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged),
        }
    }
}

impl Code for String {
    fn put(&self, w: &mut Writer<'_>) {
        w.out.bytes(self.as_bytes());
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        String::from_utf8(r.cursor.bytes()?.to_vec()).map_err(|_| Damaged)
    }
}

impl Code for Symbol {
    fn put(&self, w: &mut Writer<'_>) {
        let i = w.string(*self);
        w.out.uint(u64::from(i));
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let i = u32::get(r)?;
        r.string(i)
    }
}

impl<T: Code> Code for Option<T> {
    fn put(&self, w: &mut Writer<'_>) {
        match self {
            None => w.out.byte(0),
            Some(v) => {
                w.out.byte(1);
                v.put(w);
            }
        }
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        Ok(if bool::get(r)? { Some(T::get(r)?) } else { None })
    }
}

macro_rules! code_lists {
    ($($list:ident)*) => {$(
        impl<T: Code> Code for $list<T> {
            fn put(&self, w: &mut Writer<'_>) {
                w.out.uint(self.len() as u64);
                for v in self {
                    v.put(w);
                }
            }
            fn get(r: &mut Reader<'_>) -> Res<Self> {
                let n = usize::get(r)?;
                // A damaged length must not reserve memory: every element takes at least one byte.
                let mut v = $list::with_capacity(n.min(r.cursor.bytes.len()));
                for _ in 0..n {
                    v.push(T::get(r)?);
                }
                Ok(v)
            }
        }
    )*};
}
code_lists!(Vec ThinVec);

impl<T: Code> Code for Box<T> {
    fn put(&self, w: &mut Writer<'_>) {
        (**self).put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        T::get(r).map(Box::new)
    }
}

impl<T: Code + Copy + Default, const N: usize> Code for [T; N] {
    fn put(&self, w: &mut Writer<'_>) {
        self.iter().for_each(|v| v.put(w));
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let mut list = [T::default(); N];
        for v in &mut list {
            *v = T::get(r)?;
        }
        Ok(list)
    }
}

impl<T: Code> Code for Arc<T> {
    fn put(&self, w: &mut Writer<'_>) {
        (**self).put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        Ok(Arc::new(T::get(r)?))
    }
}

impl<A: Code, B: Code> Code for (A, B) {
    fn put(&self, w: &mut Writer<'_>) {
        self.0.put(w);
        self.1.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        Ok((A::get(r)?, B::get(r)?))
    }
}

/// Both directions of an enum from its list of variants; the number is the variant's tag byte.
#[macro_export]
macro_rules! codec_enum {
    ($t:path { $($tag:literal => $v:ident $( ( $($tf:ident),* ) )? $( { $($f:ident),* } )? ),* $(,)? }) => {
        impl $crate::codec::Code for $t {
            fn put(&self, w: &mut $crate::objects::Writer<'_>) {
                use $t::*;
                match self {
                    $( $v $( ($($tf),*) )? $( { $($f),* } )? => {
                        w.out.byte($tag);
                        $( $( $tf.put(w); )* )?
                        $( $( $f.put(w); )* )?
                    } )*
                }
            }
            fn get(r: &mut $crate::objects::Reader<'_>) -> $crate::codec::Res<Self> {
                use $t::*;
                Ok(match r.cursor.byte()? {
                    $( $tag => {
                        $( $( let $tf = $crate::codec::Code::get(r)?; )* )?
                        $( $( let $f = $crate::codec::Code::get(r)?; )* )?
                        $v $( ($($tf),*) )? $( { $($f),* } )?
                    } )*
                    _ => return Err($crate::codec::Damaged),
                })
            }
        }
    };
}

/// Both directions of a struct from its list of fields.
#[macro_export]
macro_rules! codec_struct {
    ($t:ident { $($f:ident),* $(,)? }) => {
        impl $crate::codec::Code for $t {
            fn put(&self, w: &mut $crate::objects::Writer<'_>) {
                $( self.$f.put(w); )*
            }
            fn get(r: &mut $crate::objects::Reader<'_>) -> $crate::codec::Res<Self> {
                $( let $f = $crate::codec::Code::get(r)?; )*
                Ok($t { $($f),* })
            }
        }
    };
}
