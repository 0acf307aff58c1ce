//! x
fn main() {
    print!("{}", hangtag::graphql::sdl());
}
