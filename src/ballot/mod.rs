//! The ballot box, pure: link secrets and gates, draft and ballot sealing, padding, the class floor, the shuffle.
//! Clock and chance come in as arguments; no input or output happens here.
