//! Winning and growing business.

use daehwa_domain::{dialogue::Purpose, interaction::Outcome::*};

use super::*;

pub(super) static PLAN_UPGRADE: Outline = Outline {
    key: "plan_upgrade",
    name: Text("요금제 변경", "Plan upgrade"),
    purpose: Purpose::Sales,
    complaint: false,
    steps: &[
        step(
            Text("관심", "Interested"),
            Text("요금제를 둘러보았지만 아직 특정 상품을 묻지 않음", "Has looked at plans without asking about one"),
            &[
                web(Text("요금제 목록 페이지를 보았음", "Looked at the list of plans")),
                web(Text("{plan} 요금제 소개 페이지를 보았음", "Read the page about {plan}")),
                sms_out(Text("데이터 80% 사용 안내 문자", "Text message: 80 % of the data used")),
                call_in(
                    FollowUp,
                    Text("데이터가 매달 부족하다고 문의", "Asked why the data runs out every month"),
                    Text(
                        "매달 20일경 데이터를 다 쓴다고 함. {plan} 요금제를 언급했으나 지금은 바쁘다고 하여 다음에 안내하기로 함.",
                        "Runs out of data around the 20th of each month. I mentioned {plan}; the customer was in a hurry, so we left it for the next call.",
                    ),
                ),
            ],
        ),
        step(
            Text("비교", "Comparing"),
            Text("두 개 이상의 요금제를 비교하고 있음", "Compares two or more plans"),
            &[
                web(Text("현재 요금제와 {plan} 요금제를 비교해 보았음", "Compared the present plan with {plan}")),
                chat(
                    FollowUp,
                    Text("{plan} 요금제의 데이터 공유 조건 문의", "Asked how data sharing works on {plan}"),
                    Text(
                        "태블릿과 데이터를 나눠 쓰려는 고객. 공유 한도와 속도 제한을 설명함. 배우자와 상의 후 결정하겠다고 함.",
                        "Wants to share data with a tablet. Explained the sharing limit and the speed after it. Will decide with spouse.",
                    ),
                ),
                call_in(
                    FollowUp,
                    Text("현재 요금제와의 차이 문의", "Asked for the difference from the present plan"),
                    Text(
                        "통화량은 적고 영상 시청이 많음. 두 요금제의 차이를 표로 보내 달라고 함.",
                        "Few calls, much video. Asked for the two plans side by side by mail.",
                    ),
                ),
            ],
        ),
        step(
            Text("견적", "Quoted"),
            Text("정확한 월 요금을 안내받았음", "Has been told the exact monthly price"),
            &[
                mail_out(Text("{plan} 요금제 견적: 월 {amount}", "Quote for {plan}: {amount} a month")),
                call_in(
                    FollowUp,
                    Text("{plan} 요금제의 가격을 문의", "Asked for the price of {plan}"),
                    Text(
                        "선택약정 포함 월 {amount}로 안내. 위약금이 있는지 걱정함: 없다고 확인해 드림. {weekday}에 다시 전화하기로 약속.",
                        "Quoted {amount} a month with the term discount. Worried about a penalty: confirmed there is none. Promised to call back on {weekday}.",
                    ),
                ),
                call_out(
                    NoAnswer,
                    Text("견적 후 확인 전화, 받지 않음", "Follow-up call after the quote, no answer"),
                    Text("벨만 울리고 받지 않음. 저녁 시간에 다시 시도.", "Rang out. Try again in the evening."),
                ),
            ],
        ),
        step(
            Text("신청", "Ordered"),
            Text("변경을 신청했고 적용을 기다림", "Has ordered the change and waits for it"),
            &[
                call_out(
                    Sold,
                    Text("{plan} 요금제로 변경 신청 접수", "Took the order for {plan}"),
                    Text(
                        "본인 확인 후 {plan} 요금제로 변경 접수. 다음 달 1일부터 적용됨을 안내.",
                        "Identity checked, change to {plan} ordered. Takes effect on the 1st of next month.",
                    ),
                ),
                web(Text("{plan} 요금제 변경을 온라인으로 신청", "Ordered the change to {plan} online")),
            ],
        ),
        ending(
            Text("적용 완료", "Active"),
            Text("새 요금제가 적용되었음", "The new plan is in use"),
            &[
                sms_out(Text("{plan} 요금제 적용 완료 안내", "Text message: {plan} is active")),
                call_out(
                    Resolved,
                    Text("적용 후 만족도 확인 전화", "Courtesy call after the change"),
                    Text("새 요금제에 만족. 데이터가 넉넉하다고 함.", "Happy with the new plan; the data lasts now."),
                ),
            ],
        ),
        called_off(
            Text("보류", "Not now"),
            Text("지금은 변경하지 않기로 함", "Has decided against it for now"),
            &[call_out(
                Declined,
                Text("요금제 변경을 보류", "Decided to keep the present plan"),
                Text(
                    "이번 달은 지출이 많아 그대로 두겠다고 함. 석 달 뒤 다시 안내해도 좋다고 하심.",
                    "Too many expenses this month; keeps the old plan. We may ask again in three months.",
                ),
            )],
        ),
    ],
};

pub(super) static NEW_LINE: Outline = Outline {
    key: "new_line",
    name: Text("신규 가입", "New line"),
    purpose: Purpose::Sales,
    complaint: false,
    steps: &[
        step(
            Text("문의", "Asked"),
            Text("새 회선에 대해 물어보았음", "Has asked about a new line"),
            &[
                web(Text("번호이동 안내 페이지를 보았음", "Read the page about keeping a number")),
                call_in(
                    FollowUp,
                    Text("자녀 회선 추가 문의", "Asked about a line for a child"),
                    Text(
                        "초등학생 자녀의 첫 휴대전화. 위치 확인과 사용 시간 제한이 되는지 물어봄. 가족관계증명서 안내.",
                        "First phone for a child in primary school. Asked about location sharing and screen time. Told which papers are needed.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("외국인 개통 서류 문의", "Asked which papers a foreign resident needs"),
                    Text(
                        "외국인등록증과 여권으로 개통 가능함을 안내.",
                        "Residence card and passport are enough; told so.",
                    ),
                ),
            ],
        ),
        step(
            Text("상담", "Advised"),
            Text("필요에 맞는 상품을 안내받았음", "Has been advised what fits"),
            &[
                call_out(
                    FollowUp,
                    Text("{plan} 요금제와 {device} 단말 안내", "Recommended {plan} with a {device}"),
                    Text(
                        "사용량이 적어 {plan} 요금제를 권함. 단말 할부 개월 수를 고민 중. 서류는 준비되어 있다고 함.",
                        "Light user, so I recommended {plan}. Thinking about the length of the instalments. Papers are at hand.",
                    ),
                ),
                visit(
                    FollowUp,
                    Text("{district} 매장 방문 상담", "Advised in the shop in {district}"),
                    Text(
                        "단말을 직접 보고 싶어 방문. 색상 재고를 확인해 드리기로 함.",
                        "Came to see the phone. We will check which colours are in stock.",
                    ),
                ),
            ],
        ),
        step(
            Text("서류 접수", "Papers in"),
            Text("신청서와 신분 확인 서류가 들어왔음", "Application and proof of identity are in"),
            &[
                fax_in(Text("가입 신청서와 신분증 사본 수신", "Application form and copy of the ID received")),
                mail_in(Text("가입 서류를 첨부하여 보냄", "Sent the papers as attachments")),
                web(Text("온라인 본인 인증을 마침", "Completed the identity check online")),
            ],
        ),
        ending(
            Text("개통", "Activated"),
            Text("새 회선이 개통되었음", "The new line works"),
            &[
                sms_out(Text("개통 완료 및 요금 안내 문자", "Text message: the line is active")),
                call_out(
                    Sold,
                    Text("개통 완료 안내", "Told the customer that the line works"),
                    Text(
                        "통화와 데이터 정상 확인. 첫 달 요금은 일할 계산됨을 안내.",
                        "Calls and data work. Explained that the first month is charged by the day.",
                    ),
                ),
            ],
        ),
        called_off(
            Text("취소", "Called off"),
            Text("가입하지 않기로 함", "Will not take the line"),
            &[call_in(
                Declined,
                Text("가입 신청을 취소", "Cancelled the application"),
                Text("다른 통신사의 가족 할인에 가입하기로 했다고 함.", "Takes a family offer elsewhere."),
            )],
        ),
    ],
};

pub(super) static DEVICE_PURCHASE: Outline = Outline {
    key: "device_purchase",
    name: Text("기기 구매", "Device purchase"),
    purpose: Purpose::Sales,
    complaint: false,
    steps: &[
        step(
            Text("둘러보기", "Browsing"),
            Text("기기를 둘러보고 있음", "Looks at devices"),
            &[
                web(Text("{device} 제품 페이지를 보았음", "Looked at the {device}")),
                web(Text("{device} 색상과 용량을 살펴봄", "Looked at colours and sizes of the {device}")),
                mail_out(Text("{device} 사전 예약 안내 메일", "Mail: the {device} can be pre-ordered")),
            ],
        ),
        step(
            Text("가격 문의", "Price asked"),
            Text("가격이나 보상 판매를 물어보았음", "Has asked for the price or a trade-in"),
            &[
                call_in(
                    FollowUp,
                    Text("{device} 할부 가격과 보상 판매 문의", "Asked for instalments and trade-in for the {device}"),
                    Text(
                        "24개월 할부 시 월 {amount}. 쓰던 기기는 액정에 금이 있어 보상 등급을 먼저 확인해야 함.",
                        "24 instalments of {amount}. The old phone has a cracked screen, so its trade-in grade has to be checked first.",
                    ),
                ),
                chat(
                    FollowUp,
                    Text("{device} 재고 문의", "Asked whether the {device} is in stock"),
                    Text(
                        "검정 256GB는 {weekday} 입고 예정. 입고 시 문자 요청.",
                        "Black 256 GB arrives on {weekday}. Wants a text message then.",
                    ),
                ),
            ],
        ),
        step(
            Text("예약", "Reserved"),
            Text("기기를 예약했음", "Has reserved a device"),
            &[
                visit(
                    FollowUp,
                    Text("{district} 매장에서 {device} 예약", "Reserved a {device} in the shop in {district}"),
                    Text("예약금 없이 사흘간 보관하기로 함.", "Held for three days without a deposit."),
                ),
                web(Text("{device} 기기를 온라인으로 예약", "Reserved a {device} online")),
            ],
        ),
        ending(
            Text("구매 완료", "Bought"),
            Text("기기를 받았음", "Has received the device"),
            &[
                visit(
                    Sold,
                    Text("{device} 수령 및 데이터 이전", "Collected the {device}, data moved"),
                    Text(
                        "사진과 연락처 이전 완료. 보호필름 무상 부착.",
                        "Photos and contacts moved. Screen protector fitted free of charge.",
                    ),
                ),
                sms_out(Text("{device} 배송 출발 안내", "Text message: the {device} is on its way")),
            ],
        ),
        called_off(
            Text("보류", "Not now"),
            Text("구매하지 않기로 함", "Has decided against it"),
            &[call_out(
                Declined,
                Text("구매를 미루기로 함", "Put off the purchase"),
                Text("쓰던 기기를 수리해서 더 쓰겠다고 함.", "Has the old phone repaired instead."),
            )],
        ),
    ],
};

pub(super) static HOME_BUNDLE: Outline = Outline {
    key: "home_bundle",
    name: Text("인터넷·TV 결합", "Internet and TV bundle"),
    purpose: Purpose::Sales,
    complaint: false,
    steps: &[
        step(
            Text("관심", "Interested"),
            Text("결합 상품을 알아보고 있음", "Looks into a bundle"),
            &[
                web(Text("결합 할인 계산기를 사용함", "Used the bundle calculator")),
                web(Text("기가 인터넷 상품 페이지를 보았음", "Read the page about gigabit internet")),
                call_in(
                    FollowUp,
                    Text("가족 결합 할인 문의", "Asked about the family discount"),
                    Text(
                        "가족 세 명의 회선을 묶고 싶다고 함. 부모님 회선의 명의를 확인해야 함.",
                        "Wants to bundle three family lines. Have to check who holds the parents' contracts.",
                    ),
                ),
            ],
        ),
        step(
            Text("설치 가능 확인", "Availability checked"),
            Text("주소에서 설치할 수 있는지 확인했음", "It is known what can be installed at the address"),
            &[
                call_out(
                    FollowUp,
                    Text("설치 가능 여부 안내: 1기가 가능", "Told the customer that 1 Gbit/s is available"),
                    Text(
                        "건물에 광케이블이 들어와 있음. 공유기 위치를 거실로 원함.",
                        "The building has fibre. Wants the router in the living room.",
                    ),
                ),
                web(Text("설치 가능 지역을 조회함", "Checked availability for the address")),
            ],
        ),
        step(
            Text("견적", "Quoted"),
            Text("결합 견적을 받았음", "Has a quote"),
            &[
                mail_out(Text("인터넷·TV 결합 견적: 월 {amount}", "Quote for internet and TV: {amount} a month")),
                call_in(
                    FollowUp,
                    Text("견적의 사은품과 약정 기간 문의", "Asked about the gift and the term in the quote"),
                    Text(
                        "3년 약정 시 상품권 지급 조건 설명. 타사 위약금이 얼마인지 알아보고 다시 연락하기로.",
                        "Explained the voucher with a three-year term. Will find out the penalty at the other provider and call again.",
                    ),
                ),
            ],
        ),
        step(
            Text("설치 예약", "Installation booked"),
            Text("설치 날짜가 잡혔음", "There is a date for the installation"),
            &[
                call_in(
                    Sold,
                    Text("{weekday} 오전 설치 예약", "Booked the installation for {weekday} morning"),
                    Text(
                        "{weekday} 10시에서 12시 사이 방문. 도착 30분 전 전화 요청.",
                        "Visit on {weekday} between 10 and 12. Wants a call half an hour before.",
                    ),
                ),
                sms_out(Text("설치 기사 방문 안내 문자", "Text message: when the technician comes")),
            ],
        ),
        ending(
            Text("설치 완료", "Installed"),
            Text("설치가 끝났음", "It is installed"),
            &[call_out(
                Resolved,
                Text("설치 후 확인 전화", "Call after the installation"),
                Text(
                    "속도와 TV 모두 정상. 리모컨 사용법을 한 번 더 안내.",
                    "Speed and TV are fine. Explained the remote control once more.",
                ),
            )],
        ),
        called_off(
            Text("포기", "Called off"),
            Text("설치하지 않기로 함", "Will not take it"),
            &[call_in(
                Declined,
                Text("결합 신청을 취소", "Cancelled the order"),
                Text("집주인이 배선 공사를 허락하지 않음.", "The landlord does not allow the wiring."),
            )],
        ),
    ],
};
