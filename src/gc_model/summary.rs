//! Summaries of functions as records of an offer.

use crate::ir::{FuncSummary, InlineInfo, Leaks};
use escape_offer::codec_struct;

codec_struct!(InlineInfo { cost, can_delay_results });
codec_struct!(Leaks { heap, mutator, callee, results });
codec_struct!(FuncSummary { inline, params, pragma });
