use super::*;

fn incoming(bytes: &[u8]) -> Incoming {
    Incoming::new(Bytes::copy_from_slice(bytes))
}

/// All steps and all payload of `bytes`, given at once.
fn steps(bytes: &[u8]) -> (Vec<u8>, Vec<Step>, Option<Violation>) {
    let mut incoming = incoming(bytes);
    let (mut payload, mut steps) = (Vec::new(), Vec::new());
    loop {
        match incoming.step() {
            Ok(Step::Starved) => return (payload, steps, None),
            Ok(Step::Payload) => {
                let mut room = [0; 7];
                let mut into = ReadBuf::new(&mut room);
                incoming.take(&mut into);
                payload.extend_from_slice(into.filled());
            }
            Ok(step) => steps.push(step),
            Err(violation) => return (payload, steps, Some(violation)),
        }
    }
}

fn violation(bytes: &[u8]) -> (u16, &'static str) {
    let (_, _, violation) = steps(bytes);
    let violation = violation.unwrap_or_else(|| panic!("{bytes:x?} is allowed"));
    (violation.code, violation.text)
}

#[test]
fn the_frames_of_rfc_6455_section_5_7_are_read() {
    // The RFC's own examples, with the opcode of a binary message instead of text.
    let (payload, _, _) = steps(&[0x82, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
    assert_eq!(payload, b"Hello");
    let (payload, _, _) = steps(&[0x02, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]);
    assert_eq!(payload, b"Hello", "a fragmented message");
    let (_, found, _) = steps(&[0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
    assert_eq!(found, [Step::Ping(Bytes::from_static(b"Hello"))]);
    let mut long = vec![0x82, 0x7e, 0x01, 0x00];
    long.resize(4 + 256, 7);
    assert_eq!(steps(&long).0, [7; 256]);
    let mut longer = vec![0x82, 0x7f, 0, 0, 0, 0, 0, 1, 0, 0];
    longer.resize(10 + (1 << 16), 7);
    assert_eq!(steps(&longer).0.len(), 1 << 16);
}

#[test]
fn payload_is_handed_on_before_its_frame_and_its_message_are_whole() {
    let (payload, _, _) = steps(&[0x02, 0x7f, 0, 0, 0, 0, 1, 0, 0, 0, b'S', b'S', b'H']);
    assert_eq!(payload, b"SSH", "of 16 MiB that are to come");
}

#[test]
fn a_control_frame_may_come_between_fragments() {
    let (payload, found, _) = steps(&[0x02, 1, b'a', 0x89, 0, 0x8a, 0, 0x80, 1, b'b']);
    assert_eq!(payload, b"ab");
    assert_eq!(found, [Step::Ping(Bytes::new())], "a PONG is nothing");
}

#[test]
fn a_close_has_a_code_and_a_reason_or_neither() {
    let of = |bytes: &[u8]| match steps(bytes).1.pop() {
        Some(Step::Close(close)) => (close.code, close.reason),
        other => panic!("{other:?}"),
    };
    assert_eq!(of(&[0x88, 0]), (None, String::new()));
    assert_eq!(of(&[0x88, 2, 0x03, 0xe8]), (Some(1000), String::new()));
    assert_eq!(
        of(&[0x88, 4, 0x03, 0xf3, b'n', b'o']),
        (Some(1011), "no".to_owned())
    );
    assert_eq!(
        of(&[0x88, 7, 0x0f, 0xa0, b'a', 0x1b, b'[', b'\n', 0xff]),
        (Some(4000), "a [ \u{fffd}".to_owned()),
        "what is not text is still shown, without control characters"
    );
}

#[test]
fn what_a_server_may_not_send_is_a_violation_with_the_code_of_the_rfc() {
    for (bytes, code, word) in [
        (&[0x81, 1, b'x'][..], 1003, "text"),
        (&[0x01, 1, b'x'], 1003, "text"),
        (&[0x82, 0x81, 1, 2, 3, 4, b'x'], 1002, "masked"),
        (&[0xc2, 0], 1002, "reserved bit"),
        (&[0xa2, 0], 1002, "reserved bit"),
        (&[0x92, 0], 1002, "reserved bit"),
        (&[0x83, 0], 1002, "unknown"),
        (&[0x8b, 0], 1002, "unknown"),
        (&[0x80, 0], 1002, "not begun"),
        (&[0x02, 0, 0x82, 0], 1002, "within another"),
        (&[0x09, 0], 1002, "control frame"),
        (&[0x89, 126, 0, 126], 1002, "control frame"),
        (&[0x88, 1, 3], 1002, "half"),
        (&[0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002, "impossible"),
    ] {
        let (found, text) = violation(bytes);
        assert_eq!(found, code, "{bytes:x?}");
        assert!(text.contains(word), "{bytes:x?}: {text}");
    }
}

#[test]
fn half_a_frame_waits_for_the_rest() {
    for bytes in [
        &[][..],
        &[0x82],
        &[0x82, 126],
        &[0x82, 126, 1],
        &[0x82, 127, 0, 0, 0, 0, 0, 0, 1],
        &[0x89, 5, b'H'],
        &[0x88, 3, 3, 0xe8],
    ] {
        assert_eq!(incoming(bytes).step(), Ok(Step::Starved), "{bytes:x?}");
    }
}
