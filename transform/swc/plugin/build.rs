//! Room on the plugin's own stack: what SWC hands over is read by calls in calls, and 1 MB, the default, is 800 operands of a `+`. Memory that
//! nothing touches costs nothing.

const STACK: u32 = 64 * 1024 * 1024;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-arg-cdylib=-zstack-size={STACK}");
}
