import { texts } from '../../../live/texts.ts';

export const aboutTexts = texts({
  zh: {
    title: '系统现况',
    lead: '这个岗位的页面还没有做。下面是系统里现在有什么。',
    unit: '部门的签收、报到、进展和办结还没有做。部门目前收不到派单。',
    exists: '现在能用的',
    existing: {
      visit: '网格员在手机上入户走访、吹哨，没有网络也能用，有网后自动送达，一条不丢、一条不重。',
      desk: '社区在工作台上收哨：就地办结、退回、上报街道、留言，网格员下次同步时就能看到。',
      roster:
        '社区在工作台上更正住户和人员、选定冲突、打印名册，安排代班，给网格员重设密码；看需要帮助的原因会留下记录。',
      list: '街道、区、市和领导可以看本辖区的哨单。',
    },
    missing: '还没有的',
    lacking: {
      street: '街道统筹、征求意见、派单、报到、核查、满意度测评和一哨一评。',
      admin: '在网页上新建账号、画网格、导入名册。',
      resident: '居民扫码上报和查进度。',
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
    lead: 'The pages of this post do not exist yet. Here is what the system has now.',
    unit: 'Signing for an order, reporting in, progress and completion do not exist yet; departments receive no orders so far.',
    exists: 'What works now',
    existing: {
      visit:
        'Workers visit households and raise whistles on the phone, with or without a network; everything arrives by itself, nothing lost, nothing twice.',
      desk: 'The community settles, returns, raises to the street and comments at its desk; the worker sees it after her next sync.',
      roster:
        'The community corrects households and people, settles clashes, prints lists, assigns stand-ins and resets passwords of its workers; a look at why help is needed is recorded.',
      list: 'Street, district, city and leaders read the whistles of their area.',
    },
    missing: 'What does not exist yet',
    lacking: {
      street: 'Street coordination, consulting, dispatch, report-in, verification, survey and evaluation.',
      admin: 'Making accounts, drawing grids and importing rosters in the browser.',
      resident: 'Residents’ reports by QR code and their progress.',
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
