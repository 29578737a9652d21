//! Helping with what the customer has.

use daehwa_domain::{dialogue::Purpose, interaction::Outcome::*};

use super::*;

pub(super) static BILLING_QUESTION: Outline = Outline {
    key: "billing_question",
    name: Text("요금 문의", "Billing question"),
    purpose: Purpose::Service,
    complaint: false,
    steps: &[
        step(
            Text("문의", "Asked"),
            Text("청구서에 대해 물어보았음", "Has asked about a bill"),
            &[
                web(Text("{month} 청구서를 조회함", "Looked at the bill for {month}")),
                mail_in(Text("{month} 요금이 왜 늘었나요?", "Why is my bill for {month} higher?")),
                call_in(
                    FollowUp,
                    Text("{month} 요금 {amount} 내역 문의", "Asked what makes up {amount} in {month}"),
                    Text(
                        "평소보다 많이 나왔다고 함. 소액결제 내역을 확인해 보기로 함.",
                        "Higher than usual. Will look at the charges by third parties.",
                    ),
                ),
            ],
        ),
        step(
            Text("확인 중", "Being checked"),
            Text("담당자가 내역을 확인하고 있음", "Somebody checks the charges"),
            &[
                call_out(
                    FollowUp,
                    Text("추가 확인이 필요함을 안내", "Told the customer that it takes another day"),
                    Text(
                        "로밍 사용분이 다음 달로 넘어와 합산됨. 요금팀 확인 후 {weekday}까지 답변 약속.",
                        "Roaming of the month before was added late. Promised an answer by {weekday}.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("자동이체일 변경 요청", "Asked to move the direct debit to another day"),
                    Text(
                        "급여일인 25일로 변경 요청. 다음 달부터 가능한지 확인 중.",
                        "Wants the 25th, the pay day. Checking whether next month is possible.",
                    ),
                ),
            ],
        ),
        step(
            Text("설명 완료", "Explained"),
            Text("고객이 설명을 들었음", "The customer has the explanation"),
            &[
                call_out(
                    Resolved,
                    Text("{month} 요금 내역 설명", "Explained the bill for {month}"),
                    Text(
                        "단말 할부금 첫 달과 부가서비스 1건이 원인. 부가서비스는 해지 처리함.",
                        "The first instalment and one extra service are the cause. Cancelled the service.",
                    ),
                ),
                mail_out(Text("{month} 청구 내역 상세 안내", "Details of the bill for {month}")),
            ],
        ),
        ending(
            Text("종결", "Closed"),
            Text("더 물을 것이 없음", "Nothing is left to ask"),
            &[
                sms_in(Text("네, 이해했습니다. 감사합니다.", "Understood, thank you.")),
                call_in(
                    Resolved,
                    Text("설명에 동의하고 종결", "Agreed with the explanation"),
                    Text(
                        "문자 청구서로 바꿔 달라고 하여 변경함.",
                        "Wants the bill by text message from now on; changed.",
                    ),
                ),
            ],
        ),
    ],
};

pub(super) static BILLING_COMPLAINT: Outline = Outline {
    key: "billing_complaint",
    name: Text("요금 불만", "Billing complaint"),
    purpose: Purpose::Service,
    complaint: true,
    steps: &[
        step(
            Text("접수", "Received"),
            Text("불만이 접수되었음", "The complaint is recorded"),
            &[
                call_in(
                    Complaint,
                    Text("{month} 이중 청구 항의", "Complained of being charged twice in {month}"),
                    Text(
                        "같은 금액 {amount}이 두 번 빠져나갔다고 강하게 항의. 통장 사본을 보내 주기로 함. 매우 화가 난 상태.",
                        "{amount} was taken twice. Very upset. Will send a copy of the bank statement.",
                    ),
                ),
                mail_in(Text("해지한 서비스가 계속 청구됩니다", "I am still charged for a service I cancelled")),
                fax_in(Text("통장 거래 내역 사본 수신", "Copy of the bank statement received")),
            ],
        ),
        step(
            Text("조사 중", "Investigated"),
            Text("원인을 조사하고 있음", "The cause is being looked for"),
            &[
                call_out(
                    FollowUp,
                    Text("조사 진행 상황 안내", "Told the customer how far we are"),
                    Text(
                        "결제 대행사에 확인 요청. 사흘 안에 답을 드리기로 약속함.",
                        "Asked the payment provider. Promised an answer within three days.",
                    ),
                ),
                call_in(
                    Complaint,
                    Text("답변이 늦다고 재차 항의", "Complained again that there is no answer"),
                    Text(
                        "약속한 날짜가 지났다고 함. 사과드리고 팀장에게 전달.",
                        "The promised day has passed. Apologised and told the team lead.",
                    ),
                ),
            ],
        ),
        step(
            Text("해결안 제시", "Remedy offered"),
            Text("환불이나 보상을 제안했음", "A refund or credit was offered"),
            &[
                call_out(
                    FollowUp,
                    Text("{amount} 환불과 한 달 할인 제안", "Offered a refund of {amount} and a month's discount"),
                    Text(
                        "중복 청구 확인됨. 환불과 할인을 제안했고 가족과 상의하겠다고 함.",
                        "The double charge is confirmed. Offered refund and discount; will talk it over at home.",
                    ),
                ),
                mail_out(Text("환불 처리 안내 및 사과의 말씀", "Our apology, and how you are refunded")),
            ],
        ),
        step(
            Text("동의", "Accepted"),
            Text("고객이 해결안을 받아들였음", "The customer has accepted the remedy"),
            &[call_in(
                Resolved,
                Text("환불안에 동의", "Accepted the refund"),
                Text(
                    "등록된 계좌로 {weekday}까지 환불. 처리 후 확인 전화 요청.",
                    "Refund to the account on file by {weekday}. Wants a call when it is done.",
                ),
            )],
        ),
        ending(
            Text("종결", "Closed"),
            Text("환불까지 끝났음", "Refunded and closed"),
            &[
                call_out(
                    Resolved,
                    Text("환불 입금 확인", "Confirmed that the refund has arrived"),
                    Text(
                        "입금 확인. 응대에 고맙다고 하심.",
                        "The money is there. Thanked us for the way it was handled.",
                    ),
                ),
                sms_out(Text("환불 {amount} 완료 안내", "Text message: {amount} refunded")),
            ],
        ),
    ],
};

pub(super) static FAULT_REPORT: Outline = Outline {
    key: "fault_report",
    name: Text("장애 신고", "Fault report"),
    purpose: Purpose::Service,
    complaint: false,
    steps: &[
        step(
            Text("신고", "Reported"),
            Text("장애가 신고되었음", "A fault has been reported"),
            &[
                call_in(
                    FollowUp,
                    Text("인터넷이 자꾸 끊긴다고 신고", "Reported that the internet keeps dropping"),
                    Text(
                        "어제 저녁부터 10분마다 끊김. 공유기 재시작으로 해결되지 않음. 재택근무 중이라 급하다고 함.",
                        "Drops every ten minutes since last evening. Restarting the router did not help. Works from home, so it is urgent.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("지하에서 통화가 안 된다고 신고", "Reported no signal in the basement"),
                    Text(
                        "{district} 지하 사무실. 다른 층은 정상.",
                        "Basement office in {district}. Other floors are fine.",
                    ),
                ),
                sms_in(Text("TV 화면이 자꾸 멈춰요", "The TV picture keeps freezing")),
                web(Text("장애 신고 양식을 작성함", "Filled in the fault form")),
            ],
        ),
        step(
            Text("진단", "Diagnosed"),
            Text("원격으로 점검했음", "Checked from afar"),
            &[
                call_out(
                    FollowUp,
                    Text("원격 점검 결과 안내", "Told the customer what the check found"),
                    Text(
                        "회선 신호가 약함. 방문 점검 필요. {weekday} 오후 가능하다고 함.",
                        "The signal on the line is weak; somebody has to come. {weekday} afternoon suits.",
                    ),
                ),
                call_out(
                    Voicemail,
                    Text("점검 결과 안내 시도, 음성사서함", "Tried to tell the result, voicemail"),
                    Text("음성 메시지를 남김. 회신 대기.", "Left a message; waiting for a call back."),
                ),
            ],
        ),
        step(
            Text("방문 예약", "Visit booked"),
            Text("기사 방문이 잡혔음", "A technician's visit is booked"),
            &[
                sms_out(Text("{weekday} 기사 방문 예약 안내", "Text message: technician comes on {weekday}")),
                call_in(
                    FollowUp,
                    Text("방문 시간 변경 요청", "Asked to move the visit"),
                    Text(
                        "아이 하원 시간과 겹쳐 한 시간 늦춰 달라고 함. 변경 완료.",
                        "Has to collect a child then; moved by one hour.",
                    ),
                ),
            ],
        ),
        step(
            Text("수리 완료", "Repaired"),
            Text("수리했고 확인이 남았음", "Repaired, to be confirmed"),
            &[visit(
                Resolved,
                Text("광단자 교체", "Replaced the optical terminal"),
                Text(
                    "단자 불량으로 교체. 속도 측정 결과 정상.",
                    "The terminal was faulty; replaced. The speed is right again.",
                ),
            )],
        ),
        ending(
            Text("확인", "Confirmed"),
            Text("고객이 정상임을 확인했음", "The customer confirms that it works"),
            &[call_out(
                Resolved,
                Text("수리 후 확인 전화", "Call after the repair"),
                Text(
                    "사흘째 끊김 없음. 하루치 요금 감면 안내.",
                    "No drops for three days. Told about the credit for one day.",
                ),
            )],
        ),
    ],
};

pub(super) static ROAMING: Outline = Outline {
    key: "roaming",
    name: Text("로밍", "Roaming"),
    purpose: Purpose::Service,
    complaint: false,
    steps: &[
        step(
            Text("문의", "Asked"),
            Text("로밍을 알아보고 있음", "Looks into roaming"),
            &[
                web(Text("{country} 로밍 요금 페이지를 보았음", "Read the roaming prices for {country}")),
                chat(
                    FollowUp,
                    Text("{country} 로밍 데이터 문의", "Asked about roaming data in {country}"),
                    Text(
                        "일주일 일정. 지도와 메신저 위주로 사용한다고 함.",
                        "One week there, mostly maps and messages.",
                    ),
                ),
                call_in(
                    FollowUp,
                    Text("{country} 출장 중 통화 요금 문의", "Asked for call prices on a business trip to {country}"),
                    Text(
                        "하루 두 번 정도 회사와 통화 예정. 통화 무제한 상품을 안내.",
                        "Will call the office twice a day. Mentioned the pass with unlimited calls.",
                    ),
                ),
            ],
        ),
        step(
            Text("상품 안내", "Advised"),
            Text("알맞은 로밍 상품을 안내받았음", "Has been advised which pass fits"),
            &[
                mail_out(Text("{country} 로밍 상품 비교", "Roaming passes for {country} compared")),
                call_out(
                    FollowUp,
                    Text("{country} 로밍 7일권 안내", "Recommended the 7-day pass for {country}"),
                    Text(
                        "7일권 {amount}. 출국 전날 다시 결정하겠다고 함. 출국일은 다음 주 {weekday}.",
                        "7-day pass at {amount}. Decides the day before leaving, next {weekday}.",
                    ),
                ),
            ],
        ),
        step(
            Text("신청", "Ordered"),
            Text("로밍을 신청했음", "Has ordered a pass"),
            &[
                web(Text("{country} 로밍 7일권 신청", "Ordered the 7-day pass for {country}")),
                call_in(
                    Sold,
                    Text("{country} 로밍 7일권 신청 접수", "Took the order for the 7-day pass for {country}"),
                    Text(
                        "도착 시점부터 자동 적용. 현지 통신사 선택 방법을 문자로 보냄.",
                        "Starts on arrival. Sent how to choose the network there by text message.",
                    ),
                ),
            ],
        ),
        ending(
            Text("이용 완료", "Used"),
            Text("여행이 끝났음", "Back from the trip"),
            &[
                sms_out(Text("로밍 이용 요금 안내", "Text message: what roaming has cost")),
                call_in(
                    Resolved,
                    Text("귀국 후 로밍 요금 확인", "Asked for the roaming cost after the trip"),
                    Text("추가 요금 없음을 확인해 드림.", "Confirmed that nothing extra was charged."),
                ),
            ],
        ),
    ],
};
