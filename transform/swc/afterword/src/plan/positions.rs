//! What the positions of a plan count: bytes of SWC's source map in memory, UTF-16 offsets into the file as JSON.

use super::{At, Plan, Reason};
use swc_core::common::BytePos;

impl Plan {
    fn each_at(&mut self, change: &mut impl FnMut(&mut At)) {
        let reason = |reason: &mut Reason, change: &mut dyn FnMut(&mut At)| {
            if let Some(needs) = &mut reason.needs {
                change(needs)
            }
        };
        for each in &mut self.functions {
            change(&mut each.at);
            if let Some(capture) = &mut each.capture {
                reason(&mut capture.reason, change);
            }
            each.sets.iter_mut().for_each(|sets| reason(sets, change));
            for each in &mut each.suspensions {
                change(&mut each.at);
                each.resume.iter_mut().for_each(|resume| reason(resume, change));
            }
            for each in &mut each.loops {
                change(&mut each.at);
                change(&mut each.statement.at);
                each.body.iter_mut().for_each(|body| reason(body, change));
                each.after.iter_mut().for_each(|after| reason(after, change));
            }
            for each in &mut each.for_ofs {
                change(&mut each.at);
                reason(&mut each.reason, change);
            }
            for each in &mut each.handlers {
                change(&mut each.at);
                reason(&mut each.reason, change);
            }
            for each in &mut each.blocks {
                change(&mut each.at);
                reason(&mut each.after, change);
            }
            each.usings.iter_mut().for_each(|each| change(&mut each.at));
            each.patterns.iter_mut().for_each(|each| change(&mut each.at));
            each.spot.iter_mut().for_each(|each| change(&mut each.at));
            each.made.iter_mut().for_each(|each| change(&mut each.at));
            each.told.iter_mut().for_each(|each| change(&mut each.at));
            each.redeclared.iter_mut().for_each(|each| change(&mut each.at));
        }
        self.sites.iter_mut().for_each(|each| change(&mut each.at));
        for each in &mut self.references {
            change(&mut each.at);
            reason(&mut each.reason, change);
        }
        for each in &mut self.jobs {
            change(&mut each.at);
            each.upgrade.iter_mut().for_each(|upgrade| change(&mut upgrade.at));
        }
        self.retargets.iter_mut().for_each(|each| change(&mut each.at));
        self.diagnostics.iter_mut().for_each(|each| change(&mut each.at));
    }

    /// Byte positions of SWC, where `start` is that of the text's first byte → offsets as JavaScript counts them.
    pub fn to_utf16(&mut self, text: &str, start: BytePos) {
        let mut offsets = vec![0; text.len() + 1];
        let mut count = 0;
        for (at, each) in text.char_indices() {
            offsets[at..at + each.len_utf8()].fill(count);
            count += each.len_utf16() as u32;
        }
        offsets[text.len()] = count;
        let convert = |at: u32| {
            let byte = at.checked_sub(start.0).map(|byte| byte as usize);
            byte.and_then(|byte| offsets.get(byte).copied()).unwrap_or(u32::MAX)
        };
        self.each_at(&mut |at| *at = At(convert(at.0), convert(at.1)));
    }

    /// The other way round.
    pub fn from_utf16(&mut self, text: &str, start: BytePos) {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        for (at, each) in text.char_indices() {
            bytes.extend(std::iter::repeat_n(at as u32, each.len_utf16()));
        }
        bytes.push(text.len() as u32);
        let convert = |at: u32| bytes.get(at as usize).map_or(u32::MAX, |byte| byte + start.0);
        self.each_at(&mut |at| *at = At(convert(at.0), convert(at.1)));
    }
}
