use proptest::prelude::*;

use super::{
    answer::{HANDLE, NAME, STATUS},
    request::CLOSE,
    *,
};

/// A packet without its length.
fn packet(kind: u8, id: u32, fields: impl FnOnce(&mut BytesMut)) -> Bytes {
    let mut out = BytesMut::new();
    out.put_u8(kind);
    out.put_u32(id);
    fields(&mut out);
    out.freeze()
}

/// OpenSSH's 128th handle is no UTF-8: `00 00 00 80`. It is as good as any other.
#[test]
fn a_handle_is_any_bytes_and_goes_back_as_it_came() {
    for number in [0_u32, 127, 128, 255, 0x00ff_fe80, u32::MAX] {
        let bytes = number.to_be_bytes();
        let answer = packet(HANDLE, 7, |out| put_string(out, &bytes));
        let (id, answer) = Answer::decode(answer).unwrap();
        let Answer::Handle(handle) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!((id, &*handle), (7, &bytes[..]));
        let mut out = BytesMut::new();
        Request::Close { handle: &handle }.encode(8, &mut out);
        assert_eq!(
            out,
            [&[0, 0, 0, 13, CLOSE, 0, 0, 0, 8, 0, 0, 0, 4], &bytes[..]].concat()
        );
    }
}

#[test]
fn a_name_is_any_bytes() {
    let answer = packet(NAME, 1, |out| {
        out.put_u32(1);
        put_string(out, b"bad\xff\xfename");
        put_string(out, b"-rw-r--r-- 1 root");
        Attributes {
            mode: Some(0o100_644),
            ..Attributes::default()
        }
        .encode(out);
    });
    let (_, answer) = Answer::decode(answer).unwrap();
    let Answer::Names(names) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(&*names[0].name, b"bad\xff\xfename");
    assert!(names[0].attributes.is_file());
}

/// proftpd answers a rename to a name that is taken with 11, which version 3 does not have.
#[test]
fn a_status_of_a_later_version_is_an_answer() {
    let answer = packet(STATUS, 1, |out| {
        out.put_u32(11);
        put_string(out, b"File already exists");
        put_string(out, b"en");
    });
    let (_, answer) = Answer::decode(answer).unwrap();
    let Answer::Status { code, message } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(
        (code, &*message),
        (StatusCode::Other(11), "File already exists")
    );
}

fn attributes() -> impl Strategy<Value = Attributes> {
    let pair = || proptest::option::of(any::<(u32, u32)>());
    (
        proptest::option::of(any::<u64>()),
        pair(),
        proptest::option::of(any::<u32>()),
        pair(),
    )
        .prop_map(|(size_bytes, owner, mode, times)| Attributes {
            size_bytes,
            owner,
            mode,
            times,
        })
}

proptest! {
    #[test]
    fn attributes_come_back_as_they_went(attributes in attributes()) {
        let mut out = BytesMut::new();
        attributes.encode(&mut out);
        prop_assert_eq!(Attributes::decode(&mut out.freeze()), Some(attributes));
    }

    #[test]
    fn no_bytes_are_too_odd_to_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200), kind in 100_u8..106) {
        let mut with_kind = vec![kind];
        with_kind.extend(&bytes);
        for packet in [bytes, with_kind] {
            // What it makes of them does not matter: it ends, and takes no more memory than they do.
            let _answer = Answer::decode(Bytes::from(packet.clone()));
            let _extensions = decode_version(Bytes::from(packet.clone()));
            let _space = decode_statvfs(Bytes::from(packet));
        }
    }
}
