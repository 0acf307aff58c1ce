//! Numbers that are reserved, and keys that have one effect.

use std::collections::HashSet;

use hangtag::domain::access::{Actor, Role};
use hangtag::domain::id::OrganizationId;
use hangtag::domain::tag::{ConsignorNumber, ITEMS_PER_CONSIGNOR_MAX};
use hangtag::store::{Kept, NewSaleEvent, Reservation};

use crate::harness::{Place, TEN_FIFTEEN, World, consignor, on_each_database, terms};

async fn reserve(world: &World, key: &str, count: u32) -> Option<u32> {
    let key = world.key("itemsAdd", key);
    let wanted = [(consignor(), count)];
    match world.store.records.reserve_numbers(world.organization, world.event, key, &wanted).await.unwrap() {
        Reservation::Reserved(first) => Some(first[&consignor()]),
        Reservation::Full(full) => {
            assert_eq!(full, [consignor()]);
            None
        }
    }
}

#[tokio::test]
async fn a_key_gets_the_same_numbers_again_and_nobody_else_does() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        assert_eq!(reserve(&world, "a", 3).await, Some(1));
        assert_eq!(reserve(&world, "b", 2).await, Some(4));
        assert_eq!(reserve(&world, "a", 3).await, Some(1));
        // Corrected to more rows: the old numbers are lost.
        assert_eq!(reserve(&world, "a", 4).await, Some(6));
        assert_eq!(reserve(&world, "c", ITEMS_PER_CONSIGNOR_MAX - 9).await, Some(10));
        assert_eq!(reserve(&world, "d", 1).await, None);
        assert_eq!(reserve(&world, "b", 2).await, Some(4), "a full consignor still knows its keys");
    })
    .await;
}

#[tokio::test]
async fn two_events_at_once_never_get_the_same_number() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let firsts = (0..16).map(|index| {
            let (store, organization) = (store.clone(), world.organization);
            let event = hangtag::domain::id::EventId(world.event.0 + index % 2);
            let key = world.key("itemsAdd", &index.to_string());
            tokio::spawn(async move {
                match store.records.reserve_numbers(organization, event, key, &[(consignor(), 10)]).await.unwrap() {
                    Reservation::Reserved(first) => first[&consignor()],
                    Reservation::Full(_) => panic!("full"),
                }
            })
        });
        let mut seen = HashSet::new();
        for first in firsts.collect::<Vec<_>>() {
            assert!(seen.insert(first.await.unwrap()));
        }
        assert_eq!(seen, (0..16).map(|index| index * 10 + 1).collect());
    })
    .await;
}

#[tokio::test]
async fn a_request_key_has_one_effect() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let new =
            |name: &str| NewSaleEvent { name: name.to_owned(), terms: terms(), starts_at: TEN_FIFTEEN, ends_at: TEN_FIFTEEN };
        let create = async |tenant: OrganizationId, name: &str, arguments: u64| {
            store.records.create_event(tenant, &new(name), ("key", arguments), TEN_FIFTEEN).await.unwrap()
        };
        let first = create(world.organization, "Spring", 1).await;
        assert_eq!(create(world.organization, "Spring", 1).await, first);
        assert_eq!(create(world.organization, "Autumn", 2).await, Kept::KeyMismatch);
        let other = World::of("other", &store).await;
        assert_ne!(create(other.organization, "Autumn", 2).await, first);

        let racing = (0..8).map(|_| {
            let (store, organization, new) = (store.clone(), world.organization, new("Race"));
            tokio::spawn(async move { store.records.create_event(organization, &new, ("race", 1), TEN_FIFTEEN).await.unwrap() })
        });
        let mut answers = HashSet::new();
        for answer in racing.collect::<Vec<_>>() {
            let Kept::Done(id) = answer.await.unwrap() else { panic!("refused") };
            answers.insert(id);
        }
        assert_eq!(answers.len(), 1);
        assert_eq!(place.count("sale_event WHERE name = 'Race'").await, 1);
    })
    .await;
}

#[tokio::test]
async fn consignors_get_the_next_free_number_once() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let add = async |number: Option<i64>, key: &str| {
            let number = number.map(|number| ConsignorNumber::new(number).unwrap());
            let kept = store.records.add_consignor(world.organization, (number, "Bea"), (key, 1), TEN_FIFTEEN).await.unwrap();
            match kept {
                Kept::Done(number) => Ok(number.get()),
                Kept::KeyMismatch => Err("mismatch"),
                Kept::Taken => Err("taken"),
            }
        };
        assert_eq!(add(None, "a").await, Ok(418));
        assert_eq!(add(None, "a").await, Ok(418));
        assert_eq!(add(Some(418), "b").await, Err("taken"));
        assert_eq!(add(Some(99_999), "c").await, Ok(99_999));
        assert_eq!(add(None, "d").await, Ok(1), "behind the last number come the gaps");
        let racing = (0..8).map(|index| {
            let (store, organization, key) = (store.clone(), world.organization, format!("race {}", index / 2));
            tokio::spawn(async move {
                store.records.add_consignor(organization, (None, "Bea"), (&key, 1), TEN_FIFTEEN).await.unwrap()
            })
        });
        for kept in racing.collect::<Vec<_>>() {
            let kept = kept.await.unwrap();
            assert!(matches!(kept, Kept::Done(_)), "{kept:?}");
        }
        assert_eq!(place.count("consignor WHERE display_name = 'Bea'").await, 3 + 4);
    })
    .await;
}

#[tokio::test]
async fn tokens_are_known_by_their_hash_until_they_are_revoked() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (hash, at) = ([9; 32], TEN_FIFTEEN);
        let missing = ConsignorNumber::new(5).unwrap();
        let create = async |role, consignor, hash: &[u8; 32]| {
            store.records.create_token(("acme", role, consignor), hash, at).await.unwrap()
        };
        assert!(!create(Role::Consignor, Some(missing), &hash).await);
        assert!(!store.records.create_token(("new", Role::Consignor, Some(missing)), &hash, at).await.unwrap());
        assert_eq!(place.count("organization").await, 1, "a token that is not made makes no organization");
        assert!(create(Role::Consignor, Some(consignor()), &hash).await);
        let viewer = store.reader.viewer(&hash).await.unwrap().unwrap();
        assert_eq!((viewer.organization, &*viewer.organization_name), (world.organization, "acme"));
        assert_eq!((viewer.roles.as_slice(), viewer.consignor), ([Role::Consignor].as_slice(), Some(consignor())));
        assert_eq!(store.reader.viewer(&[8; 32]).await.unwrap(), None);
        let Actor::Token(id) = viewer.actor;
        assert!(store.records.revoke_token(id, at).await.unwrap());
        assert!(!store.records.revoke_token(id, at).await.unwrap(), "once");
        assert_eq!(store.reader.viewer(&hash).await.unwrap(), None);
        let tokens = store.reader.tokens().await.unwrap();
        assert_eq!(tokens.iter().filter(|token| token.revoked_at.is_some()).count(), 1);

        let racing = (0..4_u8).map(|index| {
            let store = store.clone();
            tokio::spawn(async move {
                store.records.create_token(("race", Role::Cashier, None), &[100 + index; 32], TEN_FIFTEEN).await
            })
        });
        for made in racing.collect::<Vec<_>>() {
            assert!(made.await.unwrap().unwrap());
        }
        assert_eq!(place.count("organization WHERE name = 'race'").await, 1);
    })
    .await;
}
