import { texts } from '../../../live/texts.ts';

export const aboutTexts = texts({
  zh: {
    title: '系统现况',
    exists: '现在能用的',
    existing: {
      visit: '网格员在手机上入户走访、吹哨，没有网络也能用，有网后自动送达，一条不丢、一条不重。',
      desk: '社区在工作台上收哨：自办、就地办结、并案、退回、上报街道、开联席会，网格员下次同步时就能看到。',
      loop: '街道统筹、征求意见、派单、签收、报到、核查、满意度测评和一哨一评，在「待办」里办；部门没有网络也能看、能办。',
      resident: '居民凭社区给的链接看进展、补充、测评，不用装应用。',
      roster:
        '社区在工作台上更正住户和人员、选定冲突、打印名册，安排代班，给网格员重设密码；看需要帮助的原因会留下记录。',
      list: '街道、区、市和领导可以看本辖区的哨单。',
    },
    missing: '还没有的',
    lacking: {
      admin: '在网页上新建账号、画网格、导入名册。',
      resident: '居民自己扫码上报。',
    },
    how: '怎么管理',
    howText: '忘记的密码在「人员」里重设。新建账号、备份、恢复和导入，目前在服务器上用命令办理：',
    command: 'npm run admin -- --help',
    server: '服务器',
    version: '服务器版本',
    page: '页面版本',
    database: '数据库',
    databases: { embedded: '内置 PostgreSQL', postgres: '外部 PostgreSQL' },
    asking: '正在询问服务器…',
    unreachable: '现在连不上服务器。',
  },
  en: {
    title: 'State of the system',
    exists: 'What works now',
    existing: {
      visit:
        'Workers visit households and raise whistles on the phone, with or without a network; everything arrives by itself, nothing lost, nothing twice.',
      desk: 'The community takes on, settles, merges, returns, raises to the street and holds joint meetings at its desk; the worker sees it after her next sync.',
      loop: 'Street coordination, consulting, dispatch, signing, report-in, checking, survey and evaluation are under “To do”; departments read and act without a network too.',
      resident:
        'Residents follow, add to and rate a whistle by the link that the community gives them, without an app.',
      roster:
        'The community corrects households and people, settles clashes, prints lists, assigns stand-ins and resets passwords of its workers; a look at why help is needed is recorded.',
      list: 'Street, district, city and leaders read the whistles of their area.',
    },
    missing: 'What does not exist yet',
    lacking: {
      admin: 'Making accounts, drawing grids and importing rosters in the browser.',
      resident: 'Residents reporting by a QR code themselves.',
    },
    how: 'How it is run',
    howText:
      'Forgotten passwords are reset under “Staff”. New accounts, backup, restore and import are done on the server by a command for now:',
    command: 'npm run admin -- --help',
    server: 'Server',
    version: 'Server version',
    page: 'Page version',
    database: 'Database',
    databases: { embedded: 'embedded PostgreSQL', postgres: 'PostgreSQL elsewhere' },
    asking: 'Asking the server…',
    unreachable: 'The server cannot be reached right now.',
  },
});
