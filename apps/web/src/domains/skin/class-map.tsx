import { type ClassMaps, DIAGNOSES, type DiagnosisCode } from '@vouch/contracts/domains/skin'
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { mostOf, type Rectangle } from '../../charts/picture-map.ts'
import { ShareSlider } from '../../ui/share-slider.tsx'
import { ClassSwitch } from './class-switch.tsx'
import { drawMap, drawnSize, paintOverlay } from './draw-map.ts'
import { MapLegend } from './map-legend.tsx'
import { mapOf, mapWords, METHODS } from './map-words.ts'
import type { UprightPicture } from './upright-picture.ts'

interface ClassMapProps {
  picture: UprightPicture
  /** null while they are being made */
  maps: ClassMaps | null
  /** the classes that can be asked for, the most probable first */
  codes: readonly DiagnosisCode[]
  shown: DiagnosisCode
  onShow: (code: DiagnosisCode) => void
  /** the part that the model saw, in pixels of the picture that the maps speak of */
  seen: Rectangle | null
  /** what stands above the switch */
  children?: ReactNode
}

const HALF = 0.5

/** A picture and over it what speaks for a class: drawn here, so that another class or opacity asks nobody. */
export function ClassMap({ picture, maps, codes, shown, onShow, seen, children }: ClassMapProps) {
  const [opacity, setOpacity] = useState(HALF)
  const canvas = useRef<HTMLCanvasElement>(null)
  const id = useId()
  const size = drawnSize(picture)
  const map = useMemo(() => (maps === null ? undefined : mapOf(maps, shown)), [maps, shown])
  const overlay = useMemo(() => (map && maps ? paintOverlay(map, maps.picture) : null), [map, maps])
  const frame = useMemo(() => (maps === null || seen === null ? null : framed(seen, maps.picture)), [maps, seen])
  useEffect(() => {
    if (canvas.current !== null) drawMap(canvas.current, { picture: picture.source, overlay, opacity, frame })
  }, [picture, overlay, opacity, frame])
  const { words } = DIAGNOSES[shown]
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="min-w-0 space-y-3">
        <canvas
          ref={canvas}
          width={size.width}
          height={size.height}
          role="img"
          aria-label={
            maps === null
              ? 'The picture'
              : `The picture, and over it by ${METHODS[maps.method].name} what speaks for ${words}`
          }
          aria-describedby={`${id}-words`}
          className="mx-auto block h-auto max-h-[36rem] max-w-full rounded-md border border-rule"
        />
        <figcaption id={`${id}-words`} role="status" className="text-sm">
          {maps === null ? 'The map is being made…' : mapWords(maps, shown)}
        </figcaption>
        {frame !== null && (
          <p className="text-sm text-muted">
            The model saw what lies within the dashed frame. Beyond it the map only goes on as it ends.
          </p>
        )}
      </div>
      <div className="min-w-0 space-y-5">
        {children}
        <ClassSwitch
          classes={codes.map((code) => {
            const own = maps === null ? undefined : mapOf(maps, code)
            return { code, most: own === undefined ? null : mostOf(own) }
          })}
          shown={shown}
          onShow={onShow}
        />
        <ShareSlider label="How opaque the map is" value={opacity} onChange={setOpacity} />
        {map !== undefined && <MapLegend most={mostOf(map)} words={words} />}
      </div>
    </figure>
  )
}

/** In shares of the picture; null where the model saw all of it. */
function framed({ left, top, width, height }: Rectangle, picture: ClassMaps['picture']): Rectangle | null {
  const whole = left <= 0 && top <= 0 && left + width >= picture.width && top + height >= picture.height
  if (whole) return null
  return {
    left: left / picture.width,
    top: top / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  }
}
