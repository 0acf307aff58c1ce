//! What cannot be imported or exported is one sentence that says what to do, and nothing has happened.

use super::Hall;
use crate::harness::Place;
use crate::program::{complains, hangtag, has, says};

#[tokio::test]
async fn what_is_no_table_is_one_line() {
    let hall = Hall::open(Place::sqlite()).await;
    let long = format!("ref,consignor,title,category,price\nA,417,Coat,c,1\nB,417,{},c,1\n", "x".repeat(1 << 20));
    let open = "ref,consignor,title,category,price\nA,417,Coat,c,1\nB,417,\"Train,c,1\nC,417,Doll,c,1\n";
    for (bytes, expected) in [
        (&b""[..], "items.csv: is empty; `--template` prints how it should begin"),
        (b"ref,consignor,title,category,price\r\n", "items.csv: has a header and no rows below it"),
        (
            b"PK\x03\x04\x00\x00",
            "items.csv: is a workbook, no CSV; open it in the spreadsheet and save the sheet as \"CSV UTF-8\"",
        ),
        (b"\x7FELF\x02\x01\x01\x00\x00", "items.csv: row 1, column 1: a NUL byte"),
        (b"ref,consignor,title,category,price\nA,417,Co\0at,c,1\n", "items.csv: row 2, column 3: a NUL byte"),
        (open.as_bytes(), "items.csv: row 3, column 3: the quote that opens here never ends; close it, or double it"),
        (b"consignor,title\n1,\"a\"b\n", "row 2, column 2: something follows the quote that ends the cell"),
        (
            b"consignor,name,category,price\n1,a,b,1\n",
            "row 1, column 2: the template has no column \"name\"; it has ref, consignor",
        ),
        (b"consignor,title,price\n1,a,1\n", "row 1: the column category is missing; `--template` prints the header"),
    ] {
        hall.file("items.csv", bytes);
        let said = hall.fails(&["items", "items.csv"]).await;
        has(&said.err, expected);
        assert_eq!((said.err.lines().count(), said.out.as_str()), (1, ""), "{}", said.err);
    }
    assert_eq!(hall.items().await.len(), 0, "not even the rows before the fault came in");

    hall.file("items.csv", long);
    let said = hall.fails(&["items", "items.csv"]).await;
    has(&said.err, &format!("row 3, title \"{}…\" has more than 200 characters", "x".repeat(40)));
    has(&said.out, "1 accepted, 0 duplicate, 1 failed");

    std::fs::create_dir(hall.place.folder.path().join("folder")).unwrap();
    for (words, expected) in [
        (&["import", "items", "folder"][..], "folder: is a folder; name the CSV file in it"),
        (&["import", "items", "none.csv"], "none.csv: cannot be read: No such file or directory"),
        (&["import", "items", "/dev/null"], "/dev/null: is no file; an import reads twice"),
        (
            &["import", "items", "items.csv", "--vendors", "items.csv"],
            "items.csv: has no column Handle or URL handle; --vendors and",
        ),
        (&["import", "items", "items.csv", "--errors", "folder"], "folder cannot be written: it is a folder"),
        (&["export", "items", "nowhere/items.csv"], "nowhere/items.csv cannot be written: No such file or directory"),
        (&["import", "items"], "required arguments were not provided: <FILE>"),
        (
            &["import", "items", "items.csv", "--url", "https://sale.example.org"],
            "plain http to the server's own machine; from another",
        ),
        (&["import", "items", "items.csv", "--url", "there"], "it is no address of a server, such as http://127.0.0.1:8080"),
    ] {
        let said = hall.runs(words).await;
        assert_eq!((said.code, said.err.lines().count(), said.out.as_str()), (Some(1), 1, ""), "{words:?}: {said:?}");
        has(&said.err, expected);
    }
    hall.ends().await;
}

#[tokio::test]
async fn only_an_organizer_who_says_where_may_do_this() {
    let hall = Hall::open(Place::sqlite()).await;
    hall.file("items.csv", "consignor,title,category,price\n417,Coat,clothing,5\n");
    let cashier = says(&hall.place, &["token", "create", "--organization", "acme", "--role", "cashier"]).await;
    let cashier = cashier.lines().last().unwrap();
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (words, expected) in [
        (&["--token", cashier][..], "this token is no organizer's; `hangtag token create --role organizer` makes one"),
        (&["--token", "ht_nonsense"], "the server does not know this token; `hangtag token create` makes one"),
        (&["--url", &format!("http://{nobody}")], "the server cannot be reached"),
    ] {
        for command in [&["import", "items", "items.csv"][..], &["export", "items", "out.csv"], &["export", "sales", "out.csv"]] {
            let line = complains(&mut hall.command(&[command, words].concat())).await;
            has(&line, expected);
        }
    }
    assert!(!hall.place.folder.path().join("out.csv").exists());
    let line = complains(&mut hangtag(&hall.place, &["import", "items", "items.csv"])).await;
    has(
        &line,
        "say where: --url URL and --token TOKEN (or HANGTAG_URL and HANGTAG_TOKEN) of a running server, or --organization",
    );
    hall.ends().await;
}

#[tokio::test]
async fn help_says_what_can_be_done() {
    let place = Place::sqlite();
    for (command, words) in [
        (["import", "items"], &["--template", "--dry-run", "--errors", "--vendors", "--category", "--event", "HANGTAG_URL"][..]),
        (["import", "consignors"], &["--template", "--dry-run", "--errors", "--organization", "Exit code 1"]),
        (["export", "items"], &["--event", "--bom", "formula", "HANGTAG_TOKEN"]),
        (["export", "sales"], &["--event", "--session", "--bom", "--organization"]),
    ] {
        let help = says(&place, &[&command[..], &["--help"]].concat()).await;
        for word in words {
            has(&help, word);
        }
    }
}
