//! The only place that asks for chance; everything below takes a `CryptoRng` as an argument.

use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

/// The operating system's generator, asked anew for every number: no state that a dump of this
/// process could run backwards.
pub type SystemRng = UnwrapErr<SysRng>;

/// The operating system's generator. It ends the process where the system has no randomness to
/// give, since nothing here may go on without it.
pub fn system_rng() -> SystemRng {
    UnwrapErr(SysRng)
}
