//! Summaries of functions as records of an offer.

use crate::ir::{FuncSummary, InlineInfo};
use escape_graph::{Leaks, RESULTS};
use escape_offer::codec::{Code, Res};
use escape_offer::codec_struct;
use escape_offer::objects::{Reader, Writer};

codec_struct!(InlineInfo { cost, can_delay_results });

/// A leak set as it is stored: heap and mutator, callee and results. The graph knows nothing of offers.
type Stored = ((Option<u8>, Option<u8>), (Option<u8>, [Option<u8>; RESULTS]));

impl Code for FuncSummary {
    fn put(&self, w: &mut Writer<'_>) {
        self.inline.put(w);
        let params: Vec<Stored> = self.params.iter().map(|l| ((l.heap, l.mutator), (l.callee, l.results))).collect();
        params.put(w);
        self.pragma.put(w);
    }
    fn get(r: &mut Reader<'_>) -> Res<Self> {
        let inline = Code::get(r)?;
        let params: Vec<Stored> = Code::get(r)?;
        let leaks = |((heap, mutator), (callee, results))| Leaks { heap, mutator, callee, results };
        Ok(FuncSummary { inline, params: params.into_iter().map(leaks).collect(), pragma: Code::get(r)? })
    }
}
