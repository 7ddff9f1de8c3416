//! What survives: the database and the mixer killed, a commit whose answer is lost, a browser that goes away, a full
//! disk. Whoever was thanked is counted, once; whoever was not may send again.

mod cancelled;
mod full_disk;
pub mod house;
mod killed;
mod lost_commit;
mod proxy;
mod restoring;
mod writer;
