//! RTP and RTCP packets (RFC 3550). What comes from the network is hostile: every read is bounded.

/// Bytes of an RTP header without contributing sources.
const HEADER: usize = 12;
/// Seconds between the NTP epoch and an arbitrary zero of ours; only differences matter to us and to the other side.
const NTP_OFFSET: u64 = 3_900_000_000;

/// An RTP packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Marker bit: the beginning of a talkspurt or of a keypad event.
    pub marker: bool,
    /// Payload type.
    pub payload_type: u8,
    /// Sequence number.
    pub sequence: u16,
    /// Timestamp in units of the codec's clock.
    pub timestamp: u32,
    /// Synchronisation source.
    pub ssrc: u32,
    /// The payload, without padding.
    pub payload: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` when it is not valid RTP (RFC 3550 §5.1, A.1).
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.get(..HEADER)?;
        if head[0] >> 6 != 2 {
            return None;
        }
        let mut start = HEADER + 4 * usize::from(head[0] & 0x0f);
        if head[0] & 0x10 != 0 {
            let words = u16_at(bytes, start + 2)?;
            start += 4 + 4 * usize::from(words);
        }
        let padding = if head[0] & 0x20 != 0 { usize::from(*bytes.last()?) } else { 0 };
        if head[0] & 0x20 != 0 && padding == 0 {
            return None;
        }
        let end = bytes.len().checked_sub(padding)?;
        Some(Self {
            marker: head[1] & 0x80 != 0,
            payload_type: head[1] & 0x7f,
            sequence: u16_at(bytes, 2)?,
            timestamp: u32_at(bytes, 4)?,
            ssrc: u32_at(bytes, 8)?,
            payload: bytes.get(start..end)?,
        })
    }

    /// The packet as it travels.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.payload.len());
        bytes.extend([0x80, u8::from(self.marker) << 7 | self.payload_type & 0x7f]);
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.timestamp.to_be_bytes());
        bytes.extend(self.ssrc.to_be_bytes());
        bytes.extend(self.payload);
        bytes
    }
}

/// Whether a packet on a port that RTP and RTCP share is RTCP (RFC 5761 §4).
pub fn is_rtcp(bytes: &[u8]) -> bool {
    bytes.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

/// What we count about the stream that we receive (RFC 3550 A.1, A.3, A.8).
#[derive(Clone, Debug, Default)]
pub struct Reception {
    started: bool,
    base: u64,
    highest: u64,
    received: u64,
    expected_before: u64,
    received_before: u64,
    transit: Option<i64>,
    jitter: f64,
}

/// Jumps of the sequence number larger than this begin a new stream (RFC 3550 A.1).
const MAX_DROPOUT: i64 = 3_000;

impl Reception {
    /// Counts a packet that came at `now_ms` and returns its sequence number extended to 64 bits;
    /// `None` when the stream began anew with it.
    pub fn count(&mut self, sequence: u16, timestamp: u32, clock_hz: u32, now_ms: f64) -> Option<u64> {
        let begins = !self.started || self.distance(sequence).abs() > MAX_DROPOUT;
        if begins {
            // One cycle above zero, so that packets just before the first have a number too.
            self.base = 0x1_0000 + u64::from(sequence);
            *self = Self { started: true, base: self.base, highest: self.base, ..Self::default() };
        }
        let extended = self.highest.checked_add_signed(self.distance(sequence))?;
        self.highest = self.highest.max(extended);
        self.base = self.base.min(extended);
        self.received += 1;
        self.measure_jitter(timestamp, clock_hz, now_ms);
        (!begins).then_some(extended)
    }

    /// The extended number of the newest packet.
    pub fn highest(&self) -> u64 {
        self.highest
    }

    /// Interarrival jitter in units of the clock.
    pub fn jitter_units(&self) -> f64 {
        self.jitter
    }

    /// Share of packets lost since the last call, 0 to 1.
    pub fn take_loss(&mut self) -> f32 {
        let expected = if self.started { self.highest - self.base + 1 } else { 0 };
        let (expected_now, received_now) =
            (expected - self.expected_before.min(expected), self.received - self.received_before);
        (self.expected_before, self.received_before) = (expected, self.received);
        if expected_now == 0 { 0.0 } else { expected_now.saturating_sub(received_now) as f32 / expected_now as f32 }
    }

    fn distance(&self, sequence: u16) -> i64 {
        i64::from(sequence.wrapping_sub(self.highest as u16) as i16)
    }

    fn measure_jitter(&mut self, timestamp: u32, clock_hz: u32, now_ms: f64) {
        let arrival = (now_ms * f64::from(clock_hz) / 1000.0) as i64;
        let transit = i64::from((arrival as u32).wrapping_sub(timestamp) as i32);
        if let Some(before) = self.transit.replace(transit) {
            let change = (transit - before).unsigned_abs() as f64;
            // A step of seconds is a pause or a new clock, not jitter.
            if change < f64::from(clock_hz) {
                self.jitter += (change - self.jitter) / 16.0;
            }
        }
    }
}

/// What we tell about a stream that we receive.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReportBlock {
    /// Whose stream.
    pub ssrc: u32,
    /// Share lost since the last report, in 1/256.
    pub fraction_lost: u8,
    /// Newest sequence number, extended to 32 bits.
    pub highest: u32,
    /// Jitter in units of the clock.
    pub jitter: u32,
    /// Middle 32 bits of the last sender report's NTP time; 0 when none came.
    pub last_report: u32,
    /// Time since then, in 1/65536 s.
    pub delay: u32,
}

/// What a compound RTCP packet told us.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Middle 32 bits of the NTP time, if it held a sender report.
    pub sender_time: Option<u32>,
    /// The block about our stream.
    pub about_us: Option<ReportBlock>,
    /// Whether the other side ended its stream.
    pub bye: bool,
}

/// The middle 32 bits of NTP time at `now_ms` after our start (RFC 3550 §4).
pub fn ntp_middle(now_ms: f64) -> u32 {
    ((NTP_OFFSET << 16) + (now_ms * 65.536) as u64) as u32
}

/// A sender report with an optional block about the other side, and our name (RFC 3550 §6.4.1, §6.5).
pub fn sender_report(
    ssrc: u32,
    now_ms: f64,
    timestamp: u32,
    packets: u32,
    octets: u32,
    block: Option<ReportBlock>,
    cname: &str,
) -> Vec<u8> {
    let mut bytes = vec![0x80 | u8::from(block.is_some()), 200, 0, if block.is_some() { 12 } else { 6 }];
    bytes.extend(ssrc.to_be_bytes());
    let ntp = (NTP_OFFSET << 32) + (now_ms * 4_294_967.296) as u64;
    bytes.extend(ntp.to_be_bytes());
    for word in [timestamp, packets, octets] {
        bytes.extend(word.to_be_bytes());
    }
    if let Some(block) = block {
        bytes.extend(block.ssrc.to_be_bytes());
        bytes.extend((u32::from(block.fraction_lost) << 24).to_be_bytes());
        for word in [block.highest, block.jitter, block.last_report, block.delay] {
            bytes.extend(word.to_be_bytes());
        }
    }
    bytes.extend(source_description(ssrc, cname));
    bytes
}

fn source_description(ssrc: u32, cname: &str) -> Vec<u8> {
    let name = &cname.as_bytes()[..cname.len().min(64)];
    let mut chunk = ssrc.to_be_bytes().to_vec();
    chunk.extend([1, name.len() as u8]);
    chunk.extend(name);
    chunk.push(0);
    while !chunk.len().is_multiple_of(4) {
        chunk.push(0);
    }
    let mut bytes = vec![0x81, 202, 0, (chunk.len() / 4) as u8];
    bytes.extend(chunk);
    bytes
}

/// Reads a compound packet; `None` when it is not valid RTCP.
pub fn parse_report(mut bytes: &[u8], our_ssrc: u32) -> Option<Report> {
    let mut report = Report::default();
    if bytes.is_empty() {
        return None;
    }
    while !bytes.is_empty() {
        let first = *bytes.first()?;
        if first >> 6 != 2 {
            return None;
        }
        let length = 4 + 4 * usize::from(u16_at(bytes, 2)?);
        let packet = bytes.get(..length)?;
        match packet[1] {
            200 => {
                report.sender_time = Some((u64_at(packet, 8)? >> 16) as u32);
                report.about_us = blocks(packet, 28, first & 0x1f, our_ssrc).or(report.about_us);
            }
            201 => report.about_us = blocks(packet, 8, first & 0x1f, our_ssrc).or(report.about_us),
            203 => report.bye = true,
            _ => {}
        }
        bytes = &bytes[length..];
    }
    Some(report)
}

fn blocks(packet: &[u8], start: usize, count: u8, our_ssrc: u32) -> Option<ReportBlock> {
    (0..usize::from(count)).map(|index| start + 24 * index).find(|&at| u32_at(packet, at) == Some(our_ssrc)).and_then(
        |at| {
            Some(ReportBlock {
                ssrc: our_ssrc,
                fraction_lost: *packet.get(at + 4)?,
                highest: u32_at(packet, at + 8)?,
                jitter: u32_at(packet, at + 12)?,
                last_report: u32_at(packet, at + 16)?,
                delay: u32_at(packet, at + 20)?,
            })
        },
    )
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_packet_survives_the_wire(marker: bool, payload_type in 0u8..128, sequence: u16, timestamp: u32, ssrc: u32,
            payload in proptest::collection::vec(any::<u8>(), 0..400)) {
            let packet = Packet { marker, payload_type, sequence, timestamp, ssrc, payload: &payload };
            let bytes = packet.to_bytes();
            prop_assert_eq!(Packet::parse(&bytes), Some(packet));
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Packet::parse(&bytes);
            let _ = parse_report(&bytes, 1);
            let _ = is_rtcp(&bytes);
        }

        #[test]
        fn hostile_sequences_never_panic(numbers in proptest::collection::vec((any::<u16>(), any::<u32>()), 0..200)) {
            let mut reception = Reception::default();
            for (index, (sequence, timestamp)) in numbers.into_iter().enumerate() {
                reception.count(sequence, timestamp, 8_000, index as f64);
                let loss = reception.take_loss();
                prop_assert!((0.0..=1.0).contains(&loss));
            }
        }
    }

    #[test]
    fn padding_and_extension_are_not_payload() {
        let mut bytes =
            Packet { marker: false, payload_type: 8, sequence: 1, timestamp: 2, ssrc: 3, payload: &[] }.to_bytes();
        bytes[0] |= 0x30;
        bytes.extend([0xbe, 0xde, 0, 1, 9, 9, 9, 9]);
        bytes.extend([7, 7, 0, 2]);
        assert_eq!(Packet::parse(&bytes).unwrap().payload, [7, 7]);
        *bytes.last_mut().unwrap() = 200;
        assert_eq!(Packet::parse(&bytes), None);
    }

    #[test]
    fn numbers_are_extended_over_the_wrap_and_losses_counted() {
        let mut reception = Reception::default();
        let numbers: Vec<Option<u64>> =
            [65_534, 65_535, 1, 0].iter().map(|&n| reception.count(n, 0, 8_000, 0.0)).collect();
        assert_eq!(numbers, [None, Some(131_071), Some(131_073), Some(131_072)]);
        assert_eq!(reception.take_loss(), 0.0);
        reception.count(4, 0, 8_000, 0.0);
        assert!((reception.take_loss() - 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn a_report_tells_round_trip_and_loss() {
        let block = ReportBlock {
            ssrc: 42,
            fraction_lost: 64,
            highest: 9,
            jitter: 3,
            last_report: ntp_middle(1_000.0),
            delay: 65_536 / 2,
        };
        let bytes = sender_report(7, 2_000.0, 160, 1, 160, Some(block), "x");
        let report = parse_report(&bytes, 42).unwrap();
        assert_eq!(report.about_us, Some(block));
        assert_eq!(report.sender_time, Some(ntp_middle(2_000.0)));
        assert_eq!(parse_report(&bytes, 43).unwrap().about_us, None);
    }
}
