//! Which kinds of addresses an instance has, or an endpoint reaches.

use std::net::{IpAddr, Ipv6Addr};

/// The first of the subnet's IPv6 addresses; the whole /64 is the subnet's.
const SUBNET_V6: Ipv6Addr = Ipv6Addr::new(0x2600, 0x1f10, 0x4f8e, 0xdb01, 0, 0, 0, 0);

/// EC2's `ipAddressType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressType {
    /// IPv4 only.
    #[default]
    Ipv4,
    /// Both.
    Dualstack,
    /// IPv6 only.
    Ipv6,
}

impl AddressType {
    /// EC2's word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Dualstack => "dualstack",
            Self::Ipv6 => "ipv6",
        }
    }

    /// Whether IPv4 is part of it.
    pub(crate) fn has_ipv4(self) -> bool {
        self != Self::Ipv6
    }

    /// Whether IPv6 is part of it.
    pub(crate) fn has_ipv6(self) -> bool {
        self != Self::Ipv4
    }

    /// Whether an address of this kind is part of it.
    pub(crate) fn has(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(_) => self.has_ipv4(),
            IpAddr::V6(_) => self.has_ipv6(),
        }
    }
}

/// The `host`-th IPv6 address of the subnet.
pub(crate) fn ipv6(host: u16) -> Ipv6Addr {
    let [a, b, c, d, ..] = SUBNET_V6.segments();
    Ipv6Addr::new(a, b, c, d, 0, 0, 0, host)
}

/// Whether an address is the VPC's: 10.20.0.0/16, or the subnet's IPv6.
pub(crate) fn is_of_vpc(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.octets().starts_with(&[10, 20]),
        IpAddr::V6(address) => address.segments().starts_with(&SUBNET_V6.segments()[..4]),
    }
}
