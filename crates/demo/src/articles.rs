//! What agents of the demo centre look up.

use daehwa_domain::{
    article::{About, Article},
    dialogue::Topic,
    id::ArticleId,
};

use crate::{centre::OPENED, dice::Dice, text::Text};

/// An article as it is written here.
struct Written {
    title: Text,
    answer: Text,
    body: Text,
    /// Keys of topics, each with its stages.
    about: &'static [(&'static str, &'static [u8])],
    tags: &'static [&'static str],
}

const ARTICLES: [Written; 10] = [
    Written {
        title: Text("약정 중도 해지 위약금은 얼마인가요?", "What does leaving a contract early cost?"),
        answer: Text(
            "남은 약정 개월 수에 5,000원을 곱한 금액입니다. 이사로 설치가 불가능하면 면제됩니다.",
            "₩5,000 for each month that is left. It is waived when we can't install at the new address.",
        ),
        body: Text(
            "# 계산\n남은 개월 × 5,000원, 최대 90,000원\n\n# 면제되는 경우\n- 설치할 수 없는 곳으로 이사\n- 해외 이주 (출국 증빙)\n- 한 달에 세 번 이상 장애\n\n# 안내 순서\n1. 약정 만료일을 확인합니다.\n2. 금액을 먼저 말씀드립니다.\n3. 재약정 혜택을 안내합니다.",
            "# How it is worked out\n₩5,000 for each month left, ₩90,000 at most\n\n# When it is waived\n- moving to where we can't install\n- moving abroad, with proof\n- three or more faults within a month\n\n# In this order\n1. Look up when the contract ends.\n2. Name the amount first.\n3. Tell what renewing brings.",
        ),
        about: &[("contract_renewal", &[]), ("moving_house", &[])],
        tags: &["해지", "위약금", "penalty"],
    },
    Written {
        title: Text("요금제는 언제부터 바뀌나요?", "From when on does a new plan hold?"),
        answer: Text(
            "신청하신 다음 달 1일부터 적용됩니다. 데이터가 급하시면 오늘 바로 바꿀 수 있고, 요금은 날짜로 나눠 계산합니다.",
            "From the first of next month. If you need the data now it can be changed today; the bill is split by days.",
        ),
        body: Text(
            "# 적용일\n- 기본: 다음 달 1일\n- 즉시 변경: 날짜로 나눠 계산\n\n# 확인할 것\n1. 약정 할인이 이어지는지\n2. 가족 결합이 유지되는지\n3. 부가 서비스가 새 요금제에 포함되는지",
            "# When\n- as a rule the first of next month\n- at once: split by days\n\n# To be checked\n1. whether the contract discount goes on\n2. whether the family bundle stays\n3. which add-ons the new plan includes",
        ),
        about: &[("plan_upgrade", &[3, 4])],
        tags: &["요금제", "적용일", "plan change"],
    },
    Written {
        title: Text("요금제를 고르는 방법", "Choosing a plan"),
        answer: Text(
            "최근 석 달 데이터 사용량의 1.3배가 넘는 가장 작은 요금제를 권해 드립니다.",
            "We advise the smallest plan with more than 1.3 times the data used in the last three months.",
        ),
        body: Text(
            "# 물어볼 것\n- 한 달 데이터 사용량\n- 영상을 밖에서 보는지\n- 가족 회선 수\n\n사용량을 모르면 청구서의 석 달 평균을 봅니다.",
            "# To ask\n- data used in a month\n- videos on the way?\n- lines in the family\n\nIf that is not known, take the average of the last three bills.",
        ),
        about: &[("plan_upgrade", &[1, 2]), ("new_line", &[])],
        tags: &["추천", "데이터", "advice"],
    },
    Written {
        title: Text("이번 달 요금이 더 나온 이유", "Why a bill is higher than usual"),
        answer: Text(
            "가장 흔한 이유는 소액결제, 로밍, 할인 종료입니다. 청구서의 항목별 금액을 함께 확인해 드리겠습니다.",
            "Mostly small payments, roaming, or a discount that ended. I will go through the items of the bill with you.",
        ),
        body: Text(
            "# 먼저 볼 것\n1. 할인 종료일\n2. 소액결제와 콘텐츠 이용료\n3. 로밍과 국제전화\n4. 지난달 미납\n\n# 조정할 수 있는 것\n- 미성년자의 소액결제: 전액\n- 안내하지 않은 부가 서비스: 최대 3개월",
            "# Look first at\n1. when a discount ended\n2. small payments and content\n3. roaming and calls abroad\n4. what was unpaid before\n\n# What can be taken back\n- small payments by minors: all\n- add-ons that nobody told of: up to three months",
        ),
        about: &[("billing_question", &[]), ("billing_complaint", &[])],
        tags: &["청구서", "소액결제", "bill"],
    },
    Written {
        title: Text("요금 조정 승인 한도", "How much an agent may take off a bill"),
        answer: Text("", ""),
        body: Text(
            "- 상담원: 20,000원까지\n- 팀장: 100,000원까지\n- 그 이상: 품질팀에 사건으로 올립니다.\n\n고객에게는 처리 예정일을 꼭 알려 드립니다.",
            "- an agent: up to ₩20,000\n- a supervisor: up to ₩100,000\n- more: as a case for the quality team\n\nAlways tell the customer by when.",
        ),
        about: &[("billing_complaint", &[])],
        tags: &["조정", "승인", "credit"],
    },
    Written {
        title: Text("인터넷이 끊길 때 확인 순서", "When the internet fails: what to check"),
        answer: Text(
            "모뎀 전원을 30초 뽑았다가 다시 꽂아 주세요. 램프 세 개가 켜지면 됩니다. 그래도 안 되면 오늘 기사님 방문을 잡아 드리겠습니다.",
            "Please unplug the modem for 30 seconds. When three lamps are on, it works again. If not, I will send a technician today.",
        ),
        body: Text(
            "# 순서\n1. 지역 장애 공지를 확인합니다.\n2. 모뎀 전원을 30초 뽑았다 꽂습니다.\n3. 램프 상태를 묻습니다: 전원, 신호, 인터넷.\n4. 신호 램프가 깜빡이면 선로 점검을 접수합니다.\n\n# 보상\n3시간 넘는 장애는 하루 요금의 열 배",
            "# In this order\n1. Look for a notice about the area.\n2. Unplug the modem for 30 seconds.\n3. Ask for the lamps: power, signal, internet.\n4. If the signal blinks, have the line checked.\n\n# Compensation\nMore than three hours: ten times a day's fee",
        ),
        about: &[("fault_report", &[])],
        tags: &["장애", "모뎀", "outage"],
    },
    Written {
        title: Text("로밍 요금과 켜는 방법", "Roaming: prices, and how to switch it on"),
        answer: Text(
            "하루 11,000원에 데이터를 쓰실 수 있고, 출국 전에 문자로 '로밍'을 보내시면 켜집니다.",
            "₩11,000 a day with data. Text the word ROAMING before you leave, and it is on.",
        ),
        body: Text(
            "- 일본·중국·미국: 하루 11,000원\n- 유럽 38개국: 하루 13,200원\n- 30일 정액: 66,000원\n\n도착 후 비행기 모드를 껐다 켜면 연결됩니다.",
            "- Japan, China, United States: ₩11,000 a day\n- 38 countries of Europe: ₩13,200 a day\n- 30 days: ₩66,000\n\nOn arrival switch flight mode on and off once.",
        ),
        about: &[("roaming", &[])],
        tags: &["해외", "여행", "abroad"],
    },
    Written {
        title: Text("이전 설치 예약", "Booking a technician for a move"),
        answer: Text(
            "이사 사흘 전까지 주소와 날짜를 알려 주시면 당일에 옮겨 드립니다. 비용은 없습니다.",
            "Tell us address and day three days ahead, and we move it on that day, free of charge.",
        ),
        body: Text(
            "1. 새 주소로 설치 가능 여부를 조회합니다.\n2. 오전, 오후 가운데 고르시게 합니다.\n3. 당일 연락받을 번호를 확인합니다.",
            "1. Look up whether we serve the new address.\n2. Let the customer choose morning or afternoon.\n3. Ask for a number for that day.",
        ),
        about: &[("moving_house", &[])],
        tags: &["이사", "기사", "technician"],
    },
    Written {
        title: Text("인터넷·TV 결합 할인", "Discounts for internet and TV together"),
        answer: Text(
            "휴대폰과 함께 쓰시면 매달 11,000원을 할인해 드리고, 설치비는 없습니다.",
            "Together with your phone you pay ₩11,000 less a month, and installing is free.",
        ),
        body: Text(
            "# 할인\n- 인터넷 + 휴대폰: 매달 8,800원\n- 인터넷 + TV + 휴대폰: 매달 11,000원\n- 가족 회선 하나마다 2,200원 더\n\n# 설치 예약\n1. 주소로 설치 가능 여부를 조회합니다.\n2. 기가 인터넷이 되면 함께 안내합니다.\n3. 방문 시간을 오전, 오후로 잡습니다.",
            "# Discounts\n- internet and phone: ₩8,800 a month\n- internet, TV and phone: ₩11,000 a month\n- each line of the family: ₩2,200 more\n\n# Booking\n1. Look up whether we serve the address.\n2. Where gigabit is there, offer it too.\n3. Agree on morning or afternoon.",
        ),
        about: &[("home_bundle", &[])],
        tags: &["결합", "할인", "bundle"],
    },
    Written {
        title: Text("본인 확인 방법", "Making sure who is speaking"),
        answer: Text("", ""),
        body: Text(
            "# 두 가지를 묻습니다\n- 생년월일\n- 등록된 주소나 마지막 청구 금액\n\n맞지 않으면 계정 정보를 말하지 않고, 등록된 번호로 다시 전화드립니다.",
            "# Ask for two of these\n- date of birth\n- address on file, or the last amount billed\n\nIf they don't match, tell nothing about the account, and ring the number on file.",
        ),
        about: &[],
        tags: &["본인확인", "identity"],
    },
];

/// The articles of the demo centre.
pub(crate) fn articles(dice: &mut Dice, topics: &[Topic]) -> Vec<Article> {
    let about = |(key, stages): &(&str, &[u8])| {
        let topic = topics.iter().find(|it| it.key == *key)?;
        Some(About { topic: topic.id, stages: stages.to_vec() })
    };
    let article = |it: &Written| Article {
        id: ArticleId(dice.id(OPENED)),
        title: it.title.localized(),
        answer: it.answer.localized(),
        body: it.body.localized(),
        about: it.about.iter().filter_map(about).collect(),
        tags: it.tags.iter().map(|it| (*it).to_owned()).collect(),
        from_ms: None,
        until_ms: None,
        retired: false,
    };
    ARTICLES.iter().map(article).collect()
}
