//! Sales at tills: what is refused and how, what is recorded, and what every other view then says.

use super::harness::in_each_hall;

#[tokio::test]
async fn an_item_is_sold_once() {
    in_each_hall(async |hall| {
        let tags = hall.selling(3).await;
        hall.till.sell(&tags[..2]).await.expect_sold();
        hall.till.sell(&tags[..1]).await.expect_refused(&["ITEM_SOLD at input.lines.0.tag"]);
    })
    .await;
}
