export const usage = `npm start -- [--empty]

  --empty   不装演示数据 start without demo data
  PORT            公开的 HTTP 端口 the one public port (4000)
  HOST            监听地址 where to listen (只限本机 this machine only)
  LIANXIAO_DATA   数据目录 the folder of all data (.lianxiao)
  EVENTSTORE_URL, DATABASE_URL, OIDC_ISSUER   使用已有的服务 use these instead of the embedded ones`;

/** What to open after the start, and which accounts there are. */
export const banner = (of: {
  readonly url: string;
  readonly dataDir: string;
  readonly empty: boolean;
  readonly development: boolean;
}): string =>
  `
  联校 Lianxiao
    首页 home        ${of.url}/
    命令 commands    ${of.url}/v1/docs   (OpenAPI ${of.url}/v1/openapi.json)
    查询 queries     ${of.url}/graphql
    健康 health      ${of.url}/healthz  ${of.url}/readyz
    数据 data        ${of.dataDir}${of.empty ? "（未装演示数据 no demo data）" : ""}
${of.development ? accounts(of.url) : ""}
  Lianxiao is ready`;

const accounts = (url: string): string => `
    演示账号 demo accounts: bureau-330108 滨江区  bureau-330100 杭州市  bureau-330000 浙江省  auditor-330100 审计
                            lead-<学校标识码>  member-<学校标识码>
    令牌 token: curl -s ${url}/dev/token -H 'content-type: application/json' -d '{"account":"bureau-330108"}'
`;
