//! Who may do and see what. The only place that says yes.
//!
//! Permission is a value: [`organizer`] and [`clerk`] give one, and what needs the right takes it as an argument.

use std::sync::Arc;

use super::id::OrganizationId;
use super::tag::ConsignorNumber;

/// What a person does at a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Runs the sale: all of the organization.
    Organizer,
    /// Sits at a till: sells, holds, voids, looks things up.
    Cashier,
    /// Brings items: sees its own.
    Consignor,
}

/// By what means somebody is known. User accounts join here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// An API token, by its id.
    Token(i64),
}

/// Who asks: known, of one organization, with roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// By what means.
    pub actor: Actor,
    /// Whose data it may touch; nothing crosses from one to another.
    pub organization: OrganizationId,
    /// The organization's name.
    pub organization_name: Arc<str>,
    /// At least one.
    pub roles: Vec<Role>,
    /// The consignor that it stands for, if it has that role.
    pub consignor: Option<ConsignorNumber>,
}

/// The viewer's roles do not allow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied;

/// May run the sale.
#[derive(Clone, Copy, Debug)]
pub struct Organizer {
    /// Whose sale.
    pub organization: OrganizationId,
}

/// May sell: a cashier or an organizer.
#[derive(Clone, Copy, Debug)]
pub struct Clerk {
    /// Whose sale.
    pub organization: OrganizationId,
    /// Voids at any time, and speaks for the shop's channels.
    pub is_organizer: bool,
    /// For the journal.
    pub actor: Actor,
}

/// Gives the right to run the sale.
pub fn organizer(viewer: &Viewer) -> Result<Organizer, Denied> {
    if has(viewer, Role::Organizer) { Ok(Organizer { organization: viewer.organization }) } else { Err(Denied) }
}

/// Gives the right to sell.
pub fn clerk(viewer: &Viewer) -> Result<Clerk, Denied> {
    let is_organizer = has(viewer, Role::Organizer);
    if is_organizer || has(viewer, Role::Cashier) {
        Ok(Clerk { organization: viewer.organization, is_organizer, actor: viewer.actor })
    } else {
        Err(Denied)
    }
}

/// What a viewer may see of items and consignors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Everything of the organization.
    All,
    /// One consignor's only.
    Own(ConsignorNumber),
    /// Nothing.
    None,
}

/// How far a viewer sees into items and consignors.
pub fn sight(viewer: &Viewer) -> Sight {
    if clerk(viewer).is_ok() {
        return Sight::All;
    }
    match viewer.consignor {
        Some(number) if has(viewer, Role::Consignor) => Sight::Own(number),
        _ => Sight::None,
    }
}

impl Sight {
    /// Is this consignor, with its items, in sight?
    pub fn covers(self, consignor: ConsignorNumber) -> bool {
        match self {
            Self::All => true,
            Self::Own(number) => number == consignor,
            Self::None => false,
        }
    }
}

/// Sessions with their totals, sales, tills and carts: for those who sell.
pub fn sees_sessions(viewer: &Viewer) -> bool {
    clerk(viewer).is_ok()
}

/// Names and earnings of a consignor: for organizers and the consignor.
pub fn sees_person(viewer: &Viewer, consignor: ConsignorNumber) -> bool {
    organizer(viewer).is_ok() || (has(viewer, Role::Consignor) && viewer.consignor == Some(consignor))
}

fn has(viewer: &Viewer, role: Role) -> bool {
    viewer.roles.contains(&role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: i64) -> ConsignorNumber {
        ConsignorNumber::new(number).unwrap()
    }

    fn viewer(roles: &[Role], consignor: Option<i64>) -> Viewer {
        Viewer {
            actor: Actor::Token(7),
            organization: OrganizationId(3),
            organization_name: "acme".into(),
            roles: roles.to_vec(),
            consignor: consignor.map(number),
        }
    }

    #[test]
    fn each_role_may_what_it_may_and_nothing_else() {
        use Role::{Cashier, Consignor, Organizer};
        // Runs the sale, sells, sees sessions, sees consignor 417 and its name, sees consignor 23 and its name.
        for (roles, consignor, expected) in [
            (&[Organizer][..], None, [true, true, true, true, true, true, true]),
            (&[Cashier], None, [false, true, true, true, false, true, false]),
            (&[Consignor], Some(417), [false, false, false, true, true, false, false]),
            (&[Cashier, Consignor], Some(417), [false, true, true, true, true, true, false]),
            (&[Organizer, Consignor], Some(417), [true, true, true, true, true, true, true]),
            (&[Consignor], None, [false; 7]),
            // A number without the role is nobody's right.
            (&[], Some(417), [false; 7]),
            (&[], None, [false; 7]),
        ] {
            let viewer = viewer(roles, consignor);
            let may = [
                organizer(&viewer).is_ok(),
                clerk(&viewer).is_ok(),
                sees_sessions(&viewer),
                sight(&viewer).covers(number(417)),
                sees_person(&viewer, number(417)),
                sight(&viewer).covers(number(23)),
                sees_person(&viewer, number(23)),
            ];
            assert_eq!(may, expected, "{roles:?} {consignor:?}");
        }
    }

    #[test]
    fn a_right_says_whose_sale_and_who() {
        let right = clerk(&viewer(&[Role::Organizer], None)).unwrap();
        assert_eq!((right.organization, right.is_organizer, right.actor), (OrganizationId(3), true, Actor::Token(7)));
        assert!(!clerk(&viewer(&[Role::Cashier], None)).unwrap().is_organizer);
        assert_eq!(organizer(&viewer(&[Role::Organizer], None)).unwrap().organization, OrganizationId(3));
        assert_eq!(sight(&viewer(&[Role::Consignor], Some(417))), Sight::Own(number(417)));
        assert_eq!(sight(&viewer(&[Role::Consignor], None)), Sight::None);
    }
}
