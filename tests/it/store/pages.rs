//! Pages, and sales that are looked for.

use hangtag::domain::sale::{SessionCommand, VoidSale};
use hangtag::store::{ItemFilter, ItemScope, Page, SaleFilter};

use crate::harness::{Place, World, on_each_database, open_session, sell, tag};

const FORWARD: Page = Page { after: None, before: None, limit: 2, is_backward: false };

#[tokio::test]
async fn pages_go_forward_and_backward_and_never_past_the_end() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        world.stocked(5).await;
        let number = |item| i64::from(tag(item).number());
        let page = async |page: Page| {
            let scope = ItemScope::Event(world.event);
            let slice = store.reader.items(world.organization, scope, &ItemFilter::default(), page).await.unwrap();
            let items: Vec<u32> = slice.rows.iter().map(|item| item.id.tag.number() % 10_000).collect();
            (items, slice.has_more)
        };
        let backward = Page { is_backward: true, ..FORWARD };
        assert_eq!(page(FORWARD).await, (vec![1, 2], true));
        assert_eq!(page(Page { after: Some(number(2)), ..FORWARD }).await, (vec![3, 4], true));
        assert_eq!(page(Page { after: Some(number(4)), ..FORWARD }).await, (vec![5], false));
        assert_eq!(page(Page { after: Some(number(5)), ..FORWARD }).await, (vec![], false));
        assert_eq!(page(Page { after: Some(number(1)), before: Some(number(4)), ..FORWARD }).await, (vec![2, 3], false));
        assert_eq!(page(backward).await, (vec![4, 5], true));
        assert_eq!(page(Page { before: Some(number(4)), ..backward }).await, (vec![2, 3], true));
        assert_eq!(page(Page { before: Some(number(2)), ..backward }).await, (vec![1], false));
        let other = World::of("other", &store).await;
        let (scope, filter) = (ItemScope::Event(world.event), ItemFilter::default());
        let foreign = store.reader.items(other.organization, scope, &filter, FORWARD).await.unwrap();
        assert_eq!(foreign.rows, []);
    })
    .await;
}

#[tokio::test]
async fn sales_are_found_by_till_state_and_tag() {
    on_each_database(async |place: Place| {
        let store = place.open().await;
        let world = World::new(&store).await;
        let (_, mut session) = open_session(&world, 4).await;
        let first = sell(&mut session, &[tag(1), tag(2)], "a").await;
        let second = sell(&mut session, &[tag(3)], "b").await;
        let void = VoidSale { sale: first, reason: Some("slip".to_owned()), is_organizer: true };
        session.does(SessionCommand::Void(void, world.key("void", "a"))).await;
        let find = async |filter: SaleFilter| {
            let slice = store.reader.sales(world.organization, session.state.id(), &filter, FORWARD).await.unwrap();
            slice.rows.iter().map(|sale| sale.id.sequence).collect::<Vec<_>>()
        };
        assert_eq!(find(SaleFilter::default()).await, [first, second]);
        assert_eq!(find(SaleFilter { is_standing: Some(true), ..SaleFilter::default() }).await, [second]);
        assert_eq!(find(SaleFilter { is_standing: Some(false), ..SaleFilter::default() }).await, [first]);
        assert_eq!(find(SaleFilter { till: Some("2".to_owned()), ..SaleFilter::default() }).await, [0_u64; 0]);
        assert_eq!(find(SaleFilter { tag: Some(tag(3).digits()), ..SaleFilter::default() }).await, [second]);
        assert_eq!(find(SaleFilter { needs_review: Some(true), ..SaleFilter::default() }).await, [0_u64; 0]);
        let sold = store.reader.sold_lines(&[(session.state.id(), second, tag(3))]).await.unwrap();
        assert_eq!(sold[&(session.state.id(), second, tag(3))].till.as_deref(), Some("1"));
    })
    .await;
}
