import type { SVGProps } from 'react'

export interface IconProps extends Omit<SVGProps<SVGSVGElement>, 'stroke'> {
  /** Width and height in px. */
  size?: number
  /** Line width in units of a 24 × 24 box. */
  stroke?: number
}

export type Icon = (props: IconProps) => React.ReactNode

const shared = { xmlns: 'http://www.w3.org/2000/svg', viewBox: '0 0 24 24', 'aria-hidden': true } as const

/* @__NO_SIDE_EFFECTS__ */
export function outline(...paths: readonly string[]): Icon {
  return ({ size = 24, stroke = 2, ...rest }) => (
    <svg
      {...shared}
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...rest}
    >
      {paths.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  )
}

/* @__NO_SIDE_EFFECTS__ */
export function filled(...paths: readonly string[]): Icon {
  return ({ size = 24, stroke: _stroke, ...rest }) => (
    <svg {...shared} width={size} height={size} fill="currentColor" {...rest}>
      {paths.map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  )
}
