//! Random short Chinese phrases that depend on a small word: "一点也不无聊", "没有想象中好", "虽然远，但是值得". The
//! sentences have too few of them to learn what "不" and "没" do.

use pupil_core::random::Generator;

/// What a topic's phrases are made of. Words are separated by spaces.
struct Topic {
    things: &'static str,
    /// What stands before a thing.
    owners: &'static str,
    /// Adjectives for bad and for good, which may follow "很" and "不".
    adjectives: [&'static str; 2],
}

const TOPICS: [Topic; 9] = [
    Topic {
        things: "电影 片子 这部剧 剧情 故事 小说 书 节目 综艺 动画 动漫 漫画 结局 音乐 歌 专辑 演唱会 画面 台词 \
                 配乐 演技 演员 表演 特效 话剧 续集 纪录片 情节 开头 内容 文笔 相声 展览",
        owners: "这部 这个 那个 他的 整个 今年的",
        adjectives: [
            "难看 难听 无聊 枯燥 乏味 老套 俗套 拖沓 沉闷 尴尬 狗血 平淡 幼稚 粗糙 肤浅 空洞 啰嗦 做作 生硬 \
             混乱 无趣 催眠 假 烂 尬 闷 差 敷衍 雷人 平庸 单调 牵强",
            "好看 好听 精彩 有趣 感人 动人 搞笑 好笑 震撼 紧凑 真实 真诚 细腻 深刻 温暖 治愈 新颖 巧妙 过瘾 \
             生动 精致 惊艳 自然 耐看 走心 动听 幽默 用心 经典 热血 优美 流畅",
        ],
    },
    Topic {
        things: "菜 味道 汤 面 米饭 饭 火锅 烤肉 烧烤 奶茶 咖啡 蛋糕 面包 外卖 早餐 水果 点心 肉 鱼 虾 饺子 \
                 小吃 口感 甜品 食堂的菜 牛肉 鸡翅 披萨 粥 零食 饮料 海鲜 这家店的菜 夜宵 包子",
        owners: "这家的 这里的 他家的 今天的 妈妈做的 我点的",
        adjectives: [
            "难吃 难喝 咸 油 油腻 腻 腥 硬 柴 酸 苦 淡 臭 齁 馊 怪 凉 差 恶心 干 寡淡 \
             一般 糟糕",
            "好吃 好喝 香 新鲜 美味 可口 鲜 鲜美 嫩 鲜嫩 脆 酥脆 入味 地道 正宗 爽口 清爽 下饭 浓郁 软糯 \
             开胃 甜 丰富 实惠 解馋 健康 足量",
        ],
    },
    Topic {
        things: "手机 电脑 耳机 平板 相机 电视 冰箱 洗衣机 空调 电饭煲 吹风机 手表 键盘 屏幕 电池 音质 信号 \
                 系统 做工 质量 机器 充电宝 车 电动车 快递 物流 包装 台灯 床垫 锅 杯子 沙发 东西 产品 \
                 扫地机器人 牙刷 玩具",
        owners: "这个 我买的 新买的 他家的 新 这台",
        adjectives: [
            "难用 卡 慢 烫 贵 差 旧 吵 脆弱 粗糙 笨重 重 麻烦 廉价 鸡肋 劣质 费电 费劲 复杂 模糊 垃圾 \
             卡顿 刺鼻",
            "好用 快 流畅 清晰 清楚 便宜 耐用 结实 轻 轻便 方便 实用 省电 省心 省事 安静 灵敏 稳定 精致 漂亮 \
             划算 给力 牢固 智能 顺手 靠谱 强大 耐看",
        ],
    },
    Topic {
        things: "衣服 裙子 裤子 鞋子 鞋 外套 毛衣 羽绒服 包 帽子 衬衫 袜子 面料 款式 颜色 版型 口红 面霜 面膜 \
                 防晒 香水 发型 首饰 睡衣 围巾 洗发水 护手霜",
        owners: "这个 我买的 新买的 他家的 这件 她的",
        adjectives: [
            "丑 难看 土 土气 掉色 起球 扎人 薄 硬 显胖 松垮 廉价 粗糙 磨脚 难闻 刺激 闷 勒 皱 差 老气 油腻 \
             臃肿 贵",
            "好看 漂亮 美 舒服 柔软 合身 显瘦 时髦 洋气 百搭 透气 保暖 暖和 好闻 滋润 温和 清爽 大方 精致 \
             厚实 贴身 显白 便宜 合脚",
        ],
    },
    Topic {
        things: "酒店 房间 民宿 景点 景区 风景 海边 城市 古镇 公园 环境 位置 交通 床 卫生间 餐厅 小区 房子 \
                 博物馆 飞机 高铁 地铁 旅行 空气 天气 街道 营地 教室 宿舍 商场 泳池 厕所 这个地方",
        owners: "这个 这里的 我们的 那里的 这边的",
        adjectives: [
            "脏 乱 吵 旧 小 破 偏 挤 拥挤 潮湿 闷热 冷 臭 贵 差 糟糕 难闻 简陋 嘈杂 冷清 阴暗 坑人 危险 堵 \
             破旧 脏乱 热",
            "干净 整洁 安静 漂亮 美 舒服 舒适 宽敞 明亮 方便 热闹 温馨 便宜 新 大 豪华 凉快 清静 壮观 迷人 \
             安全 清新 卫生 暖和 惬意 浪漫",
        ],
    },
    Topic {
        things: "服务 态度 服务员 老板 客服 店员 前台 老师 医生 护士 司机 导游 教练 快递员 骑手 同事 领导 室友 \
                 邻居 房东 物业 销售 售后 阿姨 师傅 大夫 保安 他 她 那个人 店家 卖家 工作人员",
        owners: "这里的 那个 这家店的 他们的 我们的",
        adjectives: [
            "差 恶劣 冷淡 冷漠 凶 粗鲁 傲慢 敷衍 懒 慢 自私 小气 虚伪 讨厌 糟糕 烦人 \
             黑心 霸道 烂 势利 蛮横 抠门",
            "好 热情 周到 耐心 亲切 友好 友善 温柔 细心 专业 负责 认真 贴心 礼貌 善良 大方 靠谱 和气 可爱 \
             真诚 幽默 热心 体贴 客气 勤快 厚道 和蔼 暖心",
        ],
    },
    Topic {
        things: "课 课程 讲座 培训 工作 公司 作业 教材 网课 学校 考试 会议 项目 方案 练习 讲解 题目 活动 比赛 \
                 团队 实习 面试 流程 办事 结果 效率",
        owners: "这个 我们的 这次 今年的 他们的",
        adjectives: [
            "枯燥 无聊 难懂 累 难 混乱 无效 低效 压抑 糟糕 贵 浅 空洞 麻烦 失败 繁琐 差 乱 \
             拖拉",
            "有趣 实用 生动 清楚 轻松 顺利 丰富 扎实 充实 高效 成功 好懂 易懂 \
             规范 公平 合理 精彩 圆满 愉快",
        ],
    },
    Topic {
        things: "游戏 软件 应用 网站 界面 操作 画质 手感 玩法 更新 广告 服务器 队友 地图 关卡 功能 小程序 会员 \
                 系统 新版本 登录 活动 设计",
        owners: "这个 新 这款 他们的 官方的",
        adjectives: [
            "难玩 卡 卡顿 无聊 坑钱 烦人 难用 复杂 恶心 混乱 臃肿 单调 劝退 差 垃圾 慢 流氓 \
             鸡肋 重复 粗糙 难操作",
            "好玩 流畅 有趣 好用 简单 简洁 方便 清爽 刺激 精美 丰富 上头 耐玩 稳定 友好 良心 贴心 公平 爽快 \
             顺手 过瘾 创新 干净",
        ],
    },
    Topic {
        things: "今天 心情 生活 日子 这一天 周末 这个月 我 家里 假期 我们 这一年 最近 早上 晚上 感觉",
        owners: "真是 其实 感觉 觉得 最后",
        adjectives: [
            "难过 伤心 烦 累 失望 难受 郁闷 生气 痛苦 倒霉 糟糕 压抑 孤独 寂寞 焦虑 无聊 委屈 崩溃 绝望 烦躁 \
             尴尬 后悔 疲惫 辛苦 无奈 沮丧 心累 心酸 害怕 憋屈 惨 丧",
            "开心 高兴 快乐 幸福 轻松 愉快 舒服 满足 顺利 幸运 充实 激动 兴奋 美好 自在 感动 温暖 自豪 骄傲 \
             踏实 欣慰 安心 惊喜 甜蜜 美满 痛快 舒心 精彩 知足",
        ],
    },
];

/// Words before an adjective that keep the meaning.
const DEGREES: &str = "很 真 非常 特别 挺 超 超级 好 十分 相当 实在 真的 真的很 确实 确实很 太 这么 那么 都 又 更 最 \
                       尤其 格外 蛮 简直太 总是 一直很 还是很 依然很 实在太 够 可真 极其";

/// Words before an adjective that turn the meaning round.
const NEGATIONS: &str = "不 不 不 不太 不怎么 并不 一点也不 一点都不 一点儿也不 完全不 根本不 没那么 没有那么 \
                         没多 不算 不是很 不是特别 从来不 绝对不 毫不 丝毫不 真不 又不 也不 并没有那么 没有很 不觉得 \
                         没觉得 算不上 可不 哪里";

/// Negations that only stand before what is good: "不够好看".
const SHORTCOMINGS: &str = "不够 谈不上 称不上 说不上 不见得 不再 没法说 很难说 不那么";

/// Comparisons that turn the meaning round.
const LESS: &str = "没有想象中 没有想象中那么 没我想的 没我想的那么 没有传说中 没有传说中那么 没有别人说的那么 没有以前 \
                    没预期的 没有图片上 没有上次";

/// Words that begin or end like a clause.
const KEPT: &str = "不错 不行 不过 不但 不仅 没有 没用 没劲 没救 没想到 有趣 有用 有点 真实 真诚 友好 美好 良好 好看 好吃 好听 好用 \
                    好玩 好喝 好笑 难看 难吃 难听 难用 难受 难过 看好 失望 惊喜 感人 动人 迷人 烦人 恶心 垃圾 非常 \
                    超级 超值 给力 虽然 但是 可是 因为 所以 而且 还是 就是 觉得 知道 时候 什么 怎么 这么 那么 一般 \
                    一点 一直 终于 再也不 一点也不 一点都不 从来没 完全 特别 简直 竟然 居然 果然 不愧 不满 不安 不幸 不便 \
                    别人 太阳 超市 被子 有时 有意思 没意思 没关系 没问题";

/// What follows an adjective and keeps the meaning.
const ENDINGS: [&str; 2] = [
    "得要命 死了 得不行 透了 得很 得让人受不了 得离谱 到家了 极了 得没法说",
    "极了 得很 得不得了 得没话说 \
     到飞起 得不行 到哭 得让人惊喜 得超出想象 爆了",
];

const VERBS: [&str; 2] = [
    "讨厌 后悔买 嫌弃 反感 痛恨 厌烦",
    "喜欢 推荐 满意 爱 期待 欣赏 支持 享受 信任 佩服 感谢 羡慕 珍惜 看好",
];

/// Clauses and sayings that are bad or good by themselves.
const SAYINGS: [&str; 2] = [
    "大失所望 得不偿失 索然无味 昏昏欲睡 惨不忍睹 粗制滥造 偷工减料 千篇一律 敷衍了事 名不副实 徒有虚名 一言难尽 \
     不堪入目 不忍直视 莫名其妙 乱七八糟 一塌糊涂 苦不堪言 乏善可陈 平平无奇 货不对板 虚假宣传 漏洞百出 画蛇添足 \
     味同嚼蜡 不知所云 不敢恭维 难以下咽 心灰意冷 忍无可忍 无法忍受 无药可救 昏头昏脑 焦头烂额 垂头丧气 闷闷不乐 \
     愁眉苦脸 心烦意乱 提心吊胆 度日如年 半途而废 一无是处 不值一提 不值得 不值 不划算 太坑了 坑死了 被坑了 踩雷了 \
     避雷 智商税 骗钱的 骗人的 上当了 浪费钱 浪费时间 浪费感情 白花钱 白跑一趟 白等了 白买了 退货了 要退款 差评 \
     给差评 一星 零分 不及格 垃圾 烂透了 没救了 没意思 没劲 没用 没什么用 没效果 没诚意 没新意 没亮点 没印象 没感觉 \
     不行 不好 不太行 不怎么样 不咋地 不咋样 不靠谱 不合格 不新鲜 不耐用 不结实 不专业 不负责 不合理 不稳定 不耐烦 没礼貌 没素质 没耐心 没味道 没意义 容易坏 不走心 不给力 不会再来 不会再买 不想再来 不想再看 \
     再也不来了 再也不买了 再也不信了 没有下次了 最后一次了 千万别买 千万别来 千万别去 别买 别去 别看 不要买 不建议买 \
     不推荐 不太推荐 劝退 拉黑了 卸载了 弃剧了 弃了 退钱 气死我了 气人 烦死了 烦死人 累死了 吵死了 冷死了 热死了 \
     难受死了 快疯了 受够了 受不了了 心态崩了 破防了 无语 无语了 醉了 服了 呵呵 呵呵了 就这 就这水平 就那样 一般 \
     一般般 挺一般的 很一般 很普通 马马虎虎 凑合 将就 勉强及格 可有可无 中看不中用 不过如此 也就那样 没想象中好 \
     大不如前 越来越差 一年不如一年 不如不去 不如不买 不如在家睡觉 后悔了 后悔买了 后悔死了 真后悔 肠子都悔青了 \
     看睡着了 看困了 看不下去 听不下去 吃不下去 用不下去 玩不下去 撑不下去了 坚持不下去 没看懂 看得一头雾水 \
     看得我想睡觉 让人失望 令人失望 太失望了 很失望 有点失望 有些失望 失望透顶 让人恶心 让人生气 让人心寒 寒心 \
     让人难受 让人头疼 头疼 闹心 糟心 堵心 扎心 心碎了 心痛 心疼钱 辣眼睛 倒胃口 拉肚子 想吐 吐了 踩坑 翻车了 \
     拉胯 崩了 烂尾了 注水 圈钱 割韭菜 假货 山寨货 次品 三无产品 黑店 宰客 态度恶劣 爱答不理 一问三不知 推卸责任 \
     不理人 没人管 没人理 联系不上 说话不算数 出尔反尔 言而无信 名声臭了 一地鸡毛 人间不值得 想哭 哭了一晚上 \
     睡不着 失眠了 生病了 发烧了 头疼得厉害 感冒了 迟到了 被骂了 挨批评了 被批评了 没考上 没考好 考砸了 挂科了 \
     没通过 落榜了 失业了 被裁了 失恋了 分手了 吵架了 钱包丢了 手机丢了 手机摔坏了 车坏了 堵车了 堵在路上 航班取消了 \
     晚点了 加班到半夜 又加班 天天加班 没赶上车 忘带钥匙 淋成落汤鸡 摔了一跤 输了 输得很惨 亏了 亏大了 赔钱了 被骗了 \
     被偷了 没抢到 没买到 没位置 排不上 等了半天 等了两个小时 白忙一场 前功尽弃 一事无成 没人陪 没人懂 没人理解我 \
     压力很大 压力太大 喘不过气 什么都不顺 事事不顺 倒霉透了 真倒霉 太惨了 心里难受 心里堵得慌 心里不是滋味 \
     欲哭无泪 崩溃了 绝望了 没希望了 没盼头 看不到希望 坏了 又坏了 用两天就坏 没几天就坏了 掉漆 漏水 漏电 发霉 \
     有异味 一股怪味 有头发 有虫子 缺斤少两 少发货 发错货 不退不换 不发货 不给退 乱收费 多收钱 强制消费",
    "心满意足 物超所值 喜出望外 相见恨晚 赏心悦目 引人入胜 津津有味 妙不可言 恰到好处 名不虚传 名副其实 货真价实 \
     诚意满满 干货满满 精益求精 匠心独运 别出心裁 耳目一新 锦上添花 可圈可点 瑕不掩瑜 无可挑剔 百看不厌 百吃不厌 \
     百听不厌 回味无穷 意犹未尽 热泪盈眶 感人至深 扣人心弦 环环相扣 热血沸腾 如沐春风 宾至如归 有求必应 无微不至 \
     童叟无欺 物美价廉 不虚此行 流连忘返 心旷神怡 神清气爽 眉开眼笑 兴高采烈 欢天喜地 心花怒放 其乐融融 豁然开朗 \
     受益匪浅 收获满满 收获很大 受益良多 学到很多 学到了很多 大开眼界 眼前一亮 爱不释手 赞不绝口 刮目相看 拍案叫绝 \
     出类拔萃 一见钟情 皆大欢喜 有惊无险 如愿以偿 苦尽甘来 值得 很值得 非常值得 太值了 值了 超值 划算 真划算 赚到了 \
     赚了 捡到宝了 省钱 省心 良心 很良心 业界良心 神作 佳作 杰作 封神 满分 给满分 五星 五星好评 好评 必须好评 点赞 \
     给个赞 大大的赞 赞 绝了 绝绝子 爱了 爱了爱了 真香 太香了 太棒了 太好了 太赞了 棒极了 棒棒的 好极了 好得很 牛 \
     太牛了 厉害 太厉害了 无敌 没毛病 没得说 没话说 没的说 没缺点 挑不出毛病 没有缺点 没有让我失望 没让人失望 没失望 \
     不失望 从没失望过 没白来 没白买 没白等 没后悔 不后悔 不亏 不吃亏 不踩雷 不错 真不错 很不错 挺不错的 还不错 \
     都不错 相当不错 不赖 真不赖 不差 不坏 还可以 挺好的 挺好 很好 非常好 特别好 超级好 好得没话说 可以的 还行 \
     相当可以 靠谱 很靠谱 给力 走心 用心 很用心 贴心 暖心 治愈 惊艳 惊艳到我了 超预期 超出预期 超出想象 出乎意料地好 \
     比想象中好 惊喜 处处是惊喜 意外之喜 强烈推荐 推荐 推荐大家 安利 闭眼入 放心买 可以放心买 值得买 值得看 值得去 \
     值得一试 值得拥有 下次还来 下次还买 还会再来 还会再买 还想再来 还想再看 一定会再来 回购了 回头客 二刷了 三刷了 \
     追完了还想看 停不下来 根本停不下来 舍不得看完 舍不得走 不想走 不想停 不想离开 离不开它了 用了就离不开 上瘾 上头 \
     泪目 看哭了 感动哭了 笑死我了 笑到肚子疼 笑得停不下来 让人感动 让人放心 令人满意 让人满意 让人惊喜 非常满意 \
     很满意 超满意 满意 满意极了 让人舒服 让人安心 让人羡慕 开心 开心死了 开心极了 高兴坏了 美滋滋 幸福感爆棚 \
     幸福感满满 满满的幸福 满满的感动 满满的爱 心里暖暖的 心里暖洋洋的 心里美滋滋的 心里甜甜的 人间值得 生活真美好 \
     世界真美好 未来可期 有礼貌 有耐心 有意思 有帮助 有意义 有用 有盼头 有希望 有成就感 升职了 加薪了 涨工资了 发奖金了 中奖了 考上了 考过了 考了满分 \
     考了第一名 通过了 面试通过了 被录取了 毕业了 拿到证了 上岸了 赢了 夺冠了 成功了 终于成功了 病好了 出院了 康复了 \
     检查结果正常 恋爱了 结婚了 在一起了 和好了 被表扬了 被夸了 受到表扬 交到新朋友 收到礼物 收到惊喜 收到花了 \
     放假了 回家了 团聚了 睡了个好觉 睡得很香 瘦了 瘦了五斤 天气真好 阳光真好 出太阳了 准时下班 提前下班 提前完成了 \
     一次就过 一次成功 一路顺利 一切顺利 运气真好 运气太好了 好运连连 好事连连 找到了 失而复得 抢到了 买到了 抢到票了 \
     省了一大笔 赚了一笔 一点没坏 一次都没坏过 用了三年还很好 像新的一样 质量过硬 质量没得说 做工精细 正品 假一赔十 \
     发货快 到货快 当天就到 包装完好 售后好 服务好 态度好 有问必答 随叫随到 秒回 退款很快 免费换新 干干净净 \
     一尘不染 香喷喷的 热乎乎的 甜甜的 软软的 松松软软 清清楚楚 舒舒服服 开开心心 安安静静 漂漂亮亮",
];

/// Clauses that say how bad or how good it is, after a clause of the other kind.
const CLOSINGS: [&str; 2] = [
    "结果很失望 结果大失所望 结果却很糟糕 实际上很差 但没什么用 可惜不好用 可惜太差了 可惜没意思 就是不值 还是算了吧 \
     还是不推荐 但我不喜欢 但是真的不行 不过也就那样 不过我不会再来 但体验很差 然而并没有用 可是一点也不好 最后还是坏了 \
     还是后悔了 却让人失望 但是没有下次了 但越看越没意思 最后还是失败了 心里还是很难过 可我一点也不开心 还是高兴不起来",
    "结果很惊喜 结果出乎意料地好 实际上很好 但真的有用 但是很值得 不过很值得 不过瑕不掩瑜 还是很推荐 还是很喜欢 \
     但我很喜欢 但是真的很好 不过我还会再来 但体验很好 然而效果很好 可是一点也不差 最后还是成功了 一点也不后悔 \
     却让人惊喜 但是还想再来 但越看越有意思 最后一切顺利 心里还是很高兴 可我一点也不难过 还是觉得很幸福 也算没白来",
];

const EMOJIS: [&str; 2] = ["👎 😡 😭 😢 😞 💔 🤮 😤 🙄 😩 😠", "👍 😊 😄 😍 🥰 ❤ 😋 🎉 💯 🌹 😁"];

fn pick<'w>(words: &'w str, generator: &mut Generator) -> &'w str {
    let words: Vec<&str> = words.split_whitespace().collect();
    words[generator.below(words.len())]
}

/// The words of two to four characters that phrases are made of. Clauses are left out: they begin with words such as
/// "不" and "很", which have to stay tokens of their own, or end with one that does.
pub fn words() -> impl Iterator<Item = &'static str> {
    let topics = TOPICS.iter().flat_map(|topic| [topic.things, topic.adjectives[0], topic.adjectives[1]]);
    let others = [VERBS[0], VERBS[1], SAYINGS[0], SAYINGS[1]];
    let clause = |word: &str| {
        word.starts_with([
            '不', '没', '很', '太', '真', '有', '别', '挺', '超', '非', '又', '都', '给', '看', '吃', '被',
        ]) || word.ends_with(['了', '的', '好', '过', '人', '错', '差', '到'])
    };
    let contents = topics.chain(others).flat_map(str::split_whitespace).filter(move |word| !clause(word));
    let grammar = [DEGREES, NEGATIONS, SHORTCOMINGS, KEPT].into_iter().flat_map(str::split_whitespace);
    contents.chain(grammar).filter(|word| (2..=4).contains(&word.chars().count()))
}

/// A phrase, and whether it is positive.
pub fn phrase(generator: &mut Generator) -> (String, bool) {
    let kind = generator.below(2);
    let other = 1 - kind;
    let topic = &TOPICS[generator.below(TOPICS.len())];
    let adjective = |kind: usize, generator: &mut Generator| pick(topic.adjectives[kind], generator);
    let (same, turned) = (adjective(kind, generator), adjective(other, generator));
    let thing = pick(topic.things, generator);
    let subject = match generator.below(3) {
        0 => String::new(),
        1 => thing.to_owned(),
        _ => format!("{}{thing}", pick(topic.owners, generator)),
    };
    let negation = match generator.below(4) {
        // What is not good enough is bad.
        0 if kind == 0 => pick(SHORTCOMINGS, generator),
        _ => pick(NEGATIONS, generator),
    };
    let degree = pick(DEGREES, generator);
    let saying = pick(SAYINGS[kind], generator);
    let text = match generator.below(28) {
        0 => format!("{subject}{degree}{same}"),
        1 => format!("{subject}{degree}{same}{}", pick("了 啊 的 呢 吧 哦 呀", generator)),
        2 => format!("{subject}{same}{}", pick(ENDINGS[kind], generator)),
        3..=5 => format!("{subject}{negation}{turned}"),
        6 => format!("{subject}{}{turned}", pick(LESS, generator)),
        7 => {
            let more = pick("比想象中 比想象的 比我想的 比预期的 比以前 比别家 比上次 比图片上", generator);
            format!("{subject}{more}{same}{}", pick("多了 太多了 很多 一些", generator))
        }
        8 => format!("{subject}不是不{same}"),
        9 => {
            let really = pick("不得不说 不能不说 不得不承认 说实话 没人会说", generator);
            let turn = if really == "没人会说" { turned } else { same };
            format!("{really}{subject}{turn}")
        }
        // The last part decides.
        10 | 11 => {
            let although = pick("虽然 尽管 虽说", generator);
            let but = pick("但 但是 可是 不过 可 然而", generator);
            let degree = pick("很 真的很 特别 挺 非常 还是很 却很", generator);
            match generator.below(2) {
                0 => {
                    format!("{although}{thing}{turned}，{but}{}{degree}{same}", pick(topic.things, generator))
                }
                _ => format!("{thing}{turned}是{turned}，{but}{degree}{same}"),
            }
        }
        12 | 13 => {
            let although = pick("虽然 尽管 虽说 刚开始 听说", generator);
            format!("{although}{thing}{degree}{turned}，{}", pick(CLOSINGS[kind], generator))
        }
        14 => {
            let second = adjective(kind, generator);
            match generator.below(3) {
                0 => format!("{subject}又{same}又{second}"),
                1 => format!("{subject}既{same}又{second}"),
                _ => format!("{subject}不但{same}，而且{second}"),
            }
        }
        15 => {
            let second = adjective(other, generator);
            match generator.below(3) {
                0 => format!("{subject}既不{turned}也不{second}"),
                1 => format!("{subject}不{turned}，也不{second}"),
                _ => format!("{subject}不但不{turned}，还很{same}"),
            }
        }
        16 => {
            let much = pick("很 真的很 特别 超级 非常 一直很 越来越", generator);
            format!("我{much}{}这{}{thing}", pick(VERBS[kind], generator), pick("个 家 种", generator))
        }
        17 => {
            let never = pick("我不 我一点也不 我从不 没有人 没人 谁会 我并不 我不太", generator);
            format!("{never}{}{subject}", pick(VERBS[other], generator))
        }
        18 => {
            let by = pick("来 看 用 吃 想 听 玩 穿 住 学", generator);
            match generator.below(2) {
                0 => format!("{subject}越{by}越{same}"),
                _ => format!("{subject}越{by}越不{turned}"),
            }
        }
        // A negation that makes it stronger.
        19 => match generator.below(3) {
            0 => format!("从来没见过这么{same}的{thing}"),
            1 => format!("没有比这更{same}的{thing}了"),
            _ => format!("没有一次不{same}"),
        },
        20 => {
            let (first, last) = match generator.below(4) {
                0 => ("本来以为", "没想到"),
                1 => ("看起来", "其实"),
                2 => ("以前", "现在"),
                _ => ("别人都说", "我觉得"),
            };
            match generator.below(2) {
                0 => format!("{first}{thing}很{turned}，{last}{degree}{same}"),
                _ => format!("{first}{thing}{turned}，{last}一点也不{turned}"),
            }
        }
        21 if kind == 1 => match generator.below(3) {
            0 => format!("除了有点{turned}，什么都好"),
            1 => format!("幸好不{turned}"),
            _ => format!("{subject}哪里{turned}了"),
        },
        21 => match generator.below(4) {
            0 => format!("除了{turned}，什么都不好"),
            1 => format!("可惜不{turned}"),
            2 => format!("{subject}要是{turned}一点就好了"),
            _ => format!("这也叫{turned}"),
        },
        22 | 23 => format!("{thing}{saying}"),
        24 => format!("{saying}，{}", pick(SAYINGS[kind], generator)),
        25 => {
            let but = pick(["可惜 结果 但 但是 不过", "没想到 结果 但 但是 不过"][kind], generator);
            format!("{thing}{degree}{turned}，{but}{saying}")
        }
        _ => saying.to_owned(),
    };
    let emoji = if generator.below(16) == 0 { pick(EMOJIS[kind], generator) } else { "" };
    (text + emoji, kind == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_balanced_and_no_word_is_both_good_and_bad() {
        let mut generator = Generator::new(1);
        let phrases: Vec<(String, bool)> = (0..4000).map(|_| phrase(&mut generator)).collect();
        let kind = phrases.iter().filter(|(_, kind)| *kind).count();
        assert!((1800..2200).contains(&kind), "{kind}");
        assert!(phrases.iter().all(|(text, _)| !text.is_empty()));
        let phrases: Vec<(String, bool)> = (0..40_000).map(|_| phrase(&mut generator)).collect();
        for (part, kind) in [("一点也不无聊", true), ("一点也不有趣", false)] {
            let mut with = phrases.iter().filter(|(text, _)| text.contains(part)).peekable();
            assert!(with.peek().is_some(), "no phrase has {part}");
            assert!(with.all(|phrase| phrase.1 == kind), "{part}");
        }
        let lists = TOPICS.iter().map(|topic| topic.adjectives).chain([VERBS, SAYINGS, CLOSINGS]);
        for [bad, good] in lists {
            let good: Vec<&str> = good.split_whitespace().collect();
            let both: Vec<&str> = bad.split_whitespace().filter(|word| good.contains(word)).collect();
            assert!(both.is_empty(), "{both:?}");
        }
    }
}
