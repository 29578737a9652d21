//! The practice caller: a SIP peer that rings the agent as a demo customer
