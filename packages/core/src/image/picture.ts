/** A picture in memory: upright, in sRGB, 8 bits a channel. */
export interface Picture {
  /** pixels */
  readonly width: number
  readonly height: number
  /** red, green and blue of each pixel, line by line from the top left */
  readonly pixels: Uint8Array
}

/** A rectangle in pixels, whose corner is the upper left one; a pixel's own middle is at ½. It may reach beyond the picture. */
export interface Rectangle {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Numbers over a picture, line by line. */
export interface PictureMap {
  readonly rows: number
  readonly columns: number
  /** the rectangle that its cells divide evenly */
  readonly covers: Rectangle
  readonly values: ArrayLike<number>
}
