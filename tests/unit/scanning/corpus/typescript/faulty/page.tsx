// A page that trusts what it shows.
interface Props {
    html: string
    count: number
}

export function Comment({ html, count }: Props) {
    if (count === NaN) { // fault: comparison-with-nan use-isnan
        return <p>none</p>
    }
    return <div dangerouslySetInnerHTML={{ __html: html }} /> // fault: inner-html CWE-79
}

export function show(element: HTMLElement, name: string): void {
    // @ts-ignore
    element.innerHTML = `<b>${name}</b>` // eslint-disable-line // fault: inner-html-template CWE-79
}
