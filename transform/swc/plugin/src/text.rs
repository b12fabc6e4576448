//! The text of the file, from the host.
//!
//! `PluginSourceMapProxy` would hand it over inside a `SourceFile`, and that brings a parser of URLs along, a tenth of the whole plugin. This is
//! the same call, read only as far as it is needed. SWC keeps its format for plugins that exist; should it read differently once, there is no
//! text: places then lose their lines, and comments are not heard.

use cbor4ii::core::dec::{Decode, IgnoredAny};
use cbor4ii::core::{types::Array, utils::SliceReader};
use swc_core::common::BytePos;

/// The text, and the position of its first byte. `place`: any position in it.
pub fn text_around(place: BytePos) -> Option<(String, BytePos)> {
    let bytes = call_host(place)?;
    let reader = &mut SliceReader::new(&bytes);
    // A `PartialLoc`, whose first field is a `SourceFile`, if there is one.
    Array::len(reader).ok()?;
    if Array::len(reader).ok()? != Some(1) {
        return None;
    }
    Array::len(reader).ok()?;
    // name, name_was_remapped, unmapped_path, crate_of_origin
    for _ in 0..4 {
        IgnoredAny::decode(reader).ok()?;
    }
    let text = String::decode(reader).ok()?;
    // src_hash
    IgnoredAny::decode(reader).ok()?;
    Some((text, BytePos(u32::decode(reader).ok()?)))
}

#[cfg(target_arch = "wasm32")]
fn call_host(place: BytePos) -> Option<Vec<u8>> {
    #[link(wasm_import_module = "env")]
    extern "C" {
        fn __lookup_char_pos_source_map_proxy(place: u32, with_file: i32, answer: u32) -> u32;
    }
    extern "C" {
        fn __free(start: *mut u8, size: i32) -> i32;
    }
    let mut answer = [0u32; 2];
    // SAFETY: the host writes a start and a length into `answer`, of bytes that it has allocated here and that we give back.
    unsafe {
        if __lookup_char_pos_source_map_proxy(place.0, 1, answer.as_mut_ptr() as u32) == 0 {
            return None;
        }
        let [start, size] = answer;
        let bytes = std::slice::from_raw_parts(start as *const u8, size as usize).to_vec();
        __free(start as *mut u8, size as i32);
        Some(bytes)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn call_host(_: BytePos) -> Option<Vec<u8>> {
    None
}
