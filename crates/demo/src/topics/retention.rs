//! Keeping the customer.

use daehwa_domain::{dialogue::Purpose, interaction::Outcome::*};

use super::*;

pub(super) static CONTRACT_RENEWAL: Outline = Outline {
    key: "contract_renewal",
    name: Text("재약정", "Contract renewal"),
    purpose: Purpose::Retention,
    complaint: false,
    steps: &[
        step(
            Text("만료 예정", "Ending soon"),
            Text("약정이 곧 끝남", "The contract ends soon"),
            &[
                sms_out(Text("약정 만료 60일 전 안내 문자", "Text message: the contract ends in 60 days")),
                mail_out(Text("약정 만료 안내와 재약정 혜택", "Your contract ends: what a renewal brings")),
                web(Text("약정 기간과 위약금을 조회함", "Looked up the term and the penalty")),
            ],
        ),
        step(
            Text("해지 고려", "May leave"),
            Text("해지를 말했거나 위약금을 물었음", "Has spoken of leaving or asked for the penalty"),
            &[
                call_in(
                    FollowUp,
                    Text("해지 시 위약금 문의", "Asked for the penalty for leaving"),
                    Text(
                        "다른 통신사에서 더 싼 제안을 받았다고 함. 8년 사용 고객. 먼저 우리 조건을 듣고 싶다고 하여 {weekday}에 전화하기로.",
                        "Has a cheaper offer elsewhere. Customer for eight years. Wants to hear ours first; call on {weekday}.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("해지 절차 문의", "Asked how to cancel"),
                    Text(
                        "이유를 여쭤보니 요금이 부담된다고 함. 상담사 연결을 원하지 않음.",
                        "The price is the reason. Did not want to be called.",
                    ),
                ),
            ],
        ),
        step(
            Text("제안", "Offered"),
            Text("재약정 조건을 제안했음", "A renewal was offered"),
            &[
                call_out(
                    FollowUp,
                    Text("월 {discount} 할인 재약정 제안", "Offered a renewal with {discount} off a month"),
                    Text(
                        "2년 재약정 시 월 {discount} 할인. 긍정적이나 공유기 교체도 원함.",
                        "{discount} off a month for two years. Positive, but wants a new router as well.",
                    ),
                ),
                mail_out(Text("재약정 제안서", "Our offer for a renewal")),
                call_out(
                    NoAnswer,
                    Text("재약정 제안 전화, 받지 않음", "Called with the renewal offer, no answer"),
                    Text("두 번 시도했으나 받지 않음.", "Tried twice, nobody answered."),
                ),
            ],
        ),
        ending(
            Text("재약정", "Renewed"),
            Text("다시 약정했음", "Has renewed"),
            &[
                call_out(
                    Sold,
                    Text("2년 재약정 체결", "Renewed for two years"),
                    Text(
                        "할인과 공유기 무상 교체 조건으로 재약정. 계약서는 메일로 발송.",
                        "Renewed with the discount and a new router. Contract sent by mail.",
                    ),
                ),
                web(Text("온라인으로 재약정함", "Renewed online")),
            ],
        ),
        called_off(
            Text("해지", "Left"),
            Text("해지했음", "Has left"),
            &[call_in(
                Declined,
                Text("해지 접수", "Took the cancellation"),
                Text(
                    "조건이 맞지 않아 해지. 이번 달 말일까지 사용.",
                    "Our offer did not match; leaves at the end of the month.",
                ),
            )],
        ),
    ],
};

pub(super) static MOVING_HOUSE: Outline = Outline {
    key: "moving_house",
    name: Text("이사·이전 설치", "Moving house"),
    purpose: Purpose::Retention,
    complaint: false,
    steps: &[
        step(
            Text("이사 통보", "Announced"),
            Text("이사한다고 알려왔음", "Has told us about the move"),
            &[
                web(Text("이전 설치 안내 페이지를 보았음", "Read the page about moving")),
                call_in(
                    FollowUp,
                    Text("{district} 이사 예정 통보", "Will move to {district}"),
                    Text(
                        "다음 달 초 {district} 쪽으로 이사. 인터넷이 하루도 끊기지 않길 원함.",
                        "Moves to {district} early next month. Wants no day without internet.",
                    ),
                ),
                mail_in(Text("이사하는데 인터넷은 어떻게 하나요?", "I am moving: what about my internet?")),
            ],
        ),
        step(
            Text("새 주소 확인", "Address checked"),
            Text("새 주소의 설비를 확인했음", "It is known what the new address has"),
            &[
                call_out(
                    FollowUp,
                    Text("새 주소 설치 가능 안내", "Told the customer that the new address is covered"),
                    Text(
                        "새 건물은 500Mbps까지 가능. 속도가 낮아지는 대신 요금 할인을 안내.",
                        "The new building has up to 500 Mbit/s. Offered a lower price for the lower speed.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("새 주소와 입주일 전달", "Sent the new address and the date"),
                    Text(
                        "입주일은 {weekday}. 관리사무소 연락처를 받음.",
                        "Moves in on {weekday}. Took down the building office's contact.",
                    ),
                ),
            ],
        ),
        step(
            Text("이전 예약", "Booked"),
            Text("이전 날짜가 잡혔음", "The move is booked"),
            &[
                call_in(
                    FollowUp,
                    Text("{weekday} 이전 설치 예약", "Booked the move for {weekday}"),
                    Text(
                        "오전에 철거, 오후에 설치. 공유기는 고객이 직접 가져감.",
                        "Removed in the morning, installed in the afternoon. The customer brings the router.",
                    ),
                ),
                sms_out(Text("이전 설치 예약 안내", "Text message: your move is booked")),
            ],
        ),
        ending(
            Text("이전 완료", "Moved"),
            Text("새 집에서 사용 중", "Works at the new place"),
            &[
                call_out(
                    Resolved,
                    Text("이전 설치 후 확인", "Call after the move"),
                    Text("정상 사용 중. 청구지 주소도 변경함.", "All works. Changed the billing address too."),
                ),
                visit(
                    Resolved,
                    Text("{district} 새 주소 설치 완료", "Installed at the new address in {district}"),
                    Text("거실과 작은방 모두 신호 양호.", "Good signal in the living room and the small room."),
                ),
            ],
        ),
        called_off(
            Text("해지", "Left"),
            Text("이사하며 해지했음", "Has left with the move"),
            &[call_in(
                Declined,
                Text("이사 가는 곳에 인터넷이 포함되어 해지", "Left: the new flat comes with internet"),
                Text(
                    "오피스텔 관리비에 인터넷이 포함됨. 휴대전화는 그대로 사용.",
                    "Internet is part of the rent there. Keeps the mobile line.",
                ),
            )],
        ),
    ],
};
