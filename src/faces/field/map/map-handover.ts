/**
 * Hands a place over to the map app of the phone. We hold WGS-84; map apps in China take GCJ-02, Baidu's its own BD-09:
 * given the wrong one they lead some 400-550 m astray. Nothing is fetched here: the links open apps.
 */
import gcoord from 'gcoord';
import type { LngLat } from '../../../../core/grid/grid.ts';

export type MapApp = 'amap' | 'tencent' | 'baidu' | 'system';
export interface HandoverLink {
  app: MapApp;
  href: string;
}

/** 0.1 m: more would only feign exactness. */
const shortened = ([lng, lat]: [number, number]): [string, string] => [lng.toFixed(6), lat.toFixed(6)];

export const toGcj02 = ([lng, lat]: LngLat): [number, number] =>
  gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02);
export const toBd09 = ([lng, lat]: LngLat): [number, number] => gcoord.transform([lng, lat], gcoord.WGS84, gcoord.BD09);

/** Walking there. `name` is shown by the app as the goal. */
export function handoverLinks(place: LngLat, name: string, isApple: boolean): HandoverLink[] {
  const [lng, lat] = shortened(toGcj02(place));
  const [bdLng, bdLat] = shortened(toBd09(place));
  const goal = encodeURIComponent(name);
  const amap = isApple ? 'iosamap://path' : 'amapuri://route/plan/';
  return [
    { app: 'amap', href: `${amap}?sourceApplication=shaodao&dlat=${lat}&dlon=${lng}&dname=${goal}&dev=0&t=2` },
    { app: 'tencent', href: `qqmap://map/routeplan?type=walk&to=${goal}&tocoord=${lat},${lng}&referer=shaodao` },
    {
      app: 'baidu',
      href: `baidumap://map/direction?destination=name:${goal}|latlng:${bdLat},${bdLng}&coord_type=bd09ll&mode=walking&src=shaodao`,
    },
    {
      app: 'system',
      href: isApple ? `maps://?daddr=${lat},${lng}&q=${goal}&dirflg=w` : `geo:${lat},${lng}?q=${lat},${lng}(${goal})`,
    },
  ];
}

/** For an app that does not open: latitude and longitude in GCJ-02, as its search box takes them. */
export function spokenPosition(place: LngLat): string {
  const [lng, lat] = shortened(toGcj02(place));
  return `${lat},${lng}`;
}
