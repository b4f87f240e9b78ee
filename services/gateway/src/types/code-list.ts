/** 办学类型 (GB/T 33782-2017) in words. */
export const schoolTypes: Readonly<Record<string, string>> = {
  "211": "小学",
  "218": "小学教学点",
  "311": "初级中学",
  "312": "九年一贯制学校",
  "321": "职业初中",
  "341": "完全中学",
  "342": "高级中学",
  "345": "十二年一贯制学校",
};

/** 城乡分类 in words. */
export const urbanRurals: Readonly<Record<string, string>> = {
  "111": "主城区",
  "112": "城乡结合区",
  "121": "镇中心区",
  "122": "镇乡结合区",
  "123": "特殊区域",
  "210": "乡中心区",
  "220": "村庄",
};
